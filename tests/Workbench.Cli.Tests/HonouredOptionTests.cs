using System.Text;
using System.Text.RegularExpressions;
using TorchSharp;

namespace Workbench.Cli.Tests;

/// <summary>Every option that a command accepts has an effect.</summary>
public sealed partial class HonouredOptionTests(SmallSubject subject) : IDisposable
{
    private readonly TextReader _typed = Console.In;

    public void Dispose() => Console.SetIn(_typed);

    private const string Options = "--threads|--device|--dtype|--limit|--subject|--set";

    // A command line for each command that takes one of the options; '@' is the place of the options.
    private static readonly string[] s_lines =
    [
        "run spec.yaml --out out @",
        "status spec.yaml --out whole @",
        "plan spec.yaml @",
        "validate spec.yaml @",
        "merge spec.yaml --from whole --out merged @",
        "report mine --out again.html @",
        "script @ script.csx",
        "repl @",
        "attribute voc/JPEGImages/a1.jpg --model small.safetensors --method gradcam@b5 --out maps @",
    ];

    // 'submit' needs Slurm and is tested in Workbench.Cluster.Tests. 'scenes train' takes minutes.
    // The options of the other commands have the same names but other meanings.
    private static readonly string[] s_elsewhere = ["submit", "scenes train", "plugin check", "model convert", "schema"];

    public static TheoryData<string> Takes(string option) =>
        [.. s_lines.Where(line => !s_without.GetValueOrDefault(option, []).Contains(Name(line)))];

    private static readonly Dictionary<string, string[]> s_without = new(StringComparer.Ordinal)
    {
        ["--threads"] = ["report"], ["--dtype"] = ["report"],
        ["--limit"] = ["report", "script", "repl", "attribute"],
        ["--set"] = ["report", "script", "repl", "attribute"],
        ["--subject"] = ["report", "attribute"],
    };

    [Fact]
    public void Every_command_that_takes_one_of_the_options_is_tested_here()
    {
        using var place = new Workplace(subject);
        foreach (var command in Commands(place, []))
        {
            var help = place.Run([.. command.Split(' '), "--help"]).Output;
            var taken = HelpOption().Matches(help).Select(match => match.Groups["option"].Value).Order(StringComparer.Ordinal);
            var asked = Options
                .Split('|')
                .Where(option => s_lines.Select(Name).Contains(command) && !s_without.GetValueOrDefault(option, []).Contains(command))
                .Order(StringComparer.Ordinal);
            if (!s_elsewhere.Contains(command)) asked.ShouldBe(taken, command);
        }
    }

    [Theory, MemberData(nameof(Takes), "--threads")]
    public void Libtorch_uses_the_threads(string line)
    {
        using var place = Place();
        var writer = new ThreadsSeen();
        place.Run(Typed(line, "--threads", "3"), writer, writer).ShouldBeOneOf(0, 3);
        // A line of the REPL runs on another thread, which has its own thread count. The line prints it.
        if (Name(line) == "repl") writer.ToString().ShouldContain("threads: 3");
        else writer.Threads.ShouldContain(3, writer.ToString());
    }

    [Theory, MemberData(nameof(Takes), "--device")]
    public void An_unavailable_device_is_refused(string line)
    {
        using var place = Place();
        if (Name(line) == "report") place.RunInto("mine").Code.ShouldBe(0);
        var run = place.Run(Typed(line, "--device", "cuda:99"));
        run.Code.ShouldBe(Name(line) == "repl" ? 2 : 4, run.Error);   // the REPL's exit code is that of its last line
        run.Error.ShouldContain("CUDA");
    }

    [Theory, MemberData(nameof(Takes), "--subject")]
    public void An_unknown_subject_is_named(string line)
    {
        using var place = Place();
        var run = place.Run(Typed(line, "--subject", "nowhere"));
        run.Code.ShouldBe(2, run.Error);
        run.Error.ShouldContain("nowhere");
    }

    [Theory, MemberData(nameof(Takes), "--set")]
    public void An_invalid_value_is_named(string line)
    {
        using var place = Place();
        var run = place.Run(Typed(line, "--set", "seed=x"));
        run.Code.ShouldBe(2, run.Error);
        run.Error.ShouldContain("'seed' must be a whole number");
    }

    [Theory, MemberData(nameof(Takes), "--limit")]
    public void The_number_of_images_is_limited(string line)
    {
        using var place = Place();
        var run = place.Run(Typed(line, "--limit", "2"));
        run.Code.ShouldBe(0, run.Error);
        (run.Output + run.Error).ShouldContain(Name(line) switch { "status" => "2 of 2", _ => "2 images" });
    }

    [Theory, MemberData(nameof(Takes), "--dtype")]
    public void The_model_has_the_precision(string line)
    {
        using var place = Place();
        var run = place.Run(Typed(line, "--dtype", "float64"));
        var text = run.Output + run.Error + (Name(line) == "attribute" ? place.Read("maps", "manifest.json") : "");
        text.ShouldContain(Name(line) switch
        {
            "status" => "dtype differs",
            "merge" => "0 of 6 images",
            "script" or "repl" => "Float64",
            "validate" => "spec.yaml: ok",   // its output does not depend on the precision
            _ => "float64",
        }, customMessage: text);
    }

    // A workplace with a finished run, for 'merge', 'status' and 'report'.
    private Workplace Place()
    {
        var place = new Workplace(subject);
        place.CopyReferenceRun();
        place.Write("script.csx", "Print(Model.Dtype);");
        Console.SetIn(new StringReader("$\"{Model.Dtype}, threads: {get_num_threads()}\"\n"));   // the input of the REPL
        return place;
    }

    private static string[] Typed(string line, string option, string value) =>
        [.. line.Split(' ').SelectMany(word => word == "@" ? [option, value] : (string[])[word])];

    private static string Name(string line) => line[..line.IndexOf(' ', StringComparison.Ordinal)];

    // All commands that are not groups.
    private static IEnumerable<string> Commands(Workplace place, string[] group)
    {
        var help = place.Run([.. group, "--help"]).Output.ReplaceLineEndings("\n");
        var at = help.IndexOf("\nCommands:\n", StringComparison.Ordinal);
        if (at < 0) return group.Length > 0 ? [string.Join(' ', group)] : [];
        return HelpCommand().Matches(help[at..]).SelectMany(match => Commands(place, [.. group, match.Groups["name"].Value]));
    }

    [GeneratedRegex($@"^ +(-\w, )?(?<option>{Options})\b", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex HelpOption();

    [GeneratedRegex(@"^  (?<name>[a-z]+)(?= )", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex HelpCommand();

    // Records libtorch's thread count at each output.
    private sealed class ThreadsSeen : StringWriter
    {
        public HashSet<int> Threads { get; } = [];

        public override void Write(char value) => See(() => base.Write(value));

        public override void Write(string? value) => See(() => base.Write(value));

        public override void Write(char[] buffer, int index, int count) => See(() => base.Write(buffer, index, count));

        public override Encoding Encoding => Encoding.UTF8;

        private void See(Action write)
        {
            Threads.Add(torch.get_num_threads());
            write();
        }
    }
}
