namespace Workbench.Specs.Tests;

/// <summary>Steps after methods.</summary>
public sealed class PostTests : IDisposable
{
    private const string Rest = "\nmetrics: [hits]\nsubject: subject.yaml\n";
    private readonly SpecFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_method_has_steps_in_short_or_long_form()
    {
        var experiment = _folder.Load(
            "methods: ['alpha++@b4 | relu | smooth{sigma=1}', {method: beta, post: [abs, 'smooth{sigma=2,border=reflect}']}, "
                + "{method: beta, post: relu | normalize}]"
                + Rest);
        // Canonical names omit default values.
        experiment
            .Tables[0]
            .Methods.Select(method => method.Name)
            .ShouldBe(["alpha++@b4 | relu | smooth", "beta | abs | smooth{sigma=2,border=reflect}", "beta | relu | normalize"]);
        experiment.Tables[0].Methods.Select(method => $"{method.Call with { Post = [] }}").ShouldBe(["alpha++@b4", "beta", "beta"]);
    }

    [Fact]
    public void A_tables_steps_are_appended_wherever_it_names_a_method()
    {
        var experiment = _folder.Load("""
            methods: [alpha++ | relu, beta]
            metrics: [hits]
            subject: subject.yaml
            post: [abs, normalize]
            claims: [{metric: hits, lower: beta, than: [alpha++ | relu]}]
            figure: {curves: hits, panels: [{methods: [beta]}]}
            expected: {within: 1, values: [{method: beta, metric: hits, value: 50}]}
            """);
        var table = experiment.Tables[0];
        table.Methods.Select(method => method.Name).ShouldBe(["alpha++@b5 | relu | abs | normalize", "beta | abs | normalize"]);
        table.Figure!.Panels[0].Methods.ShouldBe(["beta | abs | normalize"]);
        table.Expected[0].Method.ShouldBe("beta | abs | normalize");
        // The written spec has the steps in the methods' names, and they are not appended again.
        var text = SpecWriter.Write(experiment);
        SpecWriter.Write(ExperimentFile.Load(_folder.Write("elsewhere/resolved.yaml", text), new FakeCatalog())).ShouldBe(text);
    }

    [Theory]
    [InlineData("[beta | rleu]", "", "spec.yaml:1:11: Unknown post step 'rleu'; did you mean 'relu'?")]
    [InlineData("[beta | ]", "", "spec.yaml:1:11: 'beta |' has a '|' without a step.")]
    [InlineData("['beta | smooth{sigma=0}']", "", "spec.yaml:1:11: smooth{sigma=0}: 'sigma' is 0, outside 0.1–1000.")]
    [InlineData(
        "[{method: beta, post: [abs, 'smooth{sigmma=2}']}]",
        "",
        "spec.yaml:1:38: smooth{sigmma=2}: 'smooth' has no option 'sigmma'; did you mean 'sigma'?")]
    [InlineData("[beta]", "post: [[abs]]", "spec.yaml:4:8: 'post' takes 'step' or 'step{option=value}', not a list.")]
    [InlineData("[beta, alpha++]", "post: [abss]", "spec.yaml:4:8: Unknown post step 'abss'; did you mean 'abs'?")]
    public void Mistakes_point_to_the_step(string methods, string post, string message) =>
        _folder.ErrorMessage($"methods: {methods}{Rest}{post}").ShouldBe(message);
}
