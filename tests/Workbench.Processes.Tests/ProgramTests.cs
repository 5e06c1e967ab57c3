using Workbench.Cli.Tests;

namespace Workbench.Processes.Tests;

/// <summary>
/// The program behaves like the application in another process. Most tests of commands run the application in their own process
/// (tests/Workbench.Cli.Tests).
/// </summary>
public sealed class ProgramTests(SmallSubject subject)
{
    [Theory]
    [InlineData(0, "plugins list")]
    [InlineData(2, "rnu spec.yaml")]
    [InlineData(2, "run nothing.yaml")]
    [InlineData(3, "plan spec.yaml --device cpu")]
    [InlineData(4, "run spec.yaml --set subject.model.weights=spec.yaml --out out")]
    [InlineData(5, "run checked.yaml --check --out out --device cpu --limit 1")]
    public void It_prints_and_returns_the_same_as_the_application(int code, string line)
    {
        using var place = new Workplace(subject, "[gradcam@b5, throws-in-plan]", "[pointing-game]", "ThrowsInPlan");
        place.Write("checked.yaml", "methods: [gradcam@b5]\nmetrics: [pointing-game]\nsubject: small.yaml\n"
            + "expected: {within: 0.5, values: [{method: gradcam@b5, metric: pointing-game, value: 37}]}\n");
        var (program, application) = (place.RunProgram(line.Split(' ')), place.Run(line.Split(' ')));
        program.Code.ShouldBe(code, program.Error);
        application.Code.ShouldBe(code, application.Error);
        program.Output.ShouldBe(application.Output);
        if (code != 5) program.Error.ShouldBe(application.Error);   // a run that computes prints times
    }

    [Fact]
    public void The_application_leaves_the_process_as_it_was()
    {
        using var place = new Workplace(subject);
        var before = (Environment.CurrentDirectory, Console.Out, Console.Error, TorchSharp.torch.get_num_threads(), Environment.ExitCode);
        place.RunInto("out", "--threads", "2", "--limit", "1").Code.ShouldBe(0);
        (Environment.CurrentDirectory, Console.Out, Console.Error, TorchSharp.torch.get_num_threads(), Environment.ExitCode).ShouldBe(
            before);
    }
}
