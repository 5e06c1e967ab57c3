using System.Diagnostics;
using System.Text;
using Workbench.Cli.Tests;
using Workbench.TestPlugins;

namespace Workbench.Processes.Tests;

/// <summary>A watching run loads rebuilt plugins and edited specs, and computes only the cells that they change.</summary>
public sealed class WatchTests(SmallSubject subject)
{
    private const string Methods = "[versioned, steady, gradcam@b5]",
        Metrics = "[mean-of-map, pointing-game]",
        Waiting = "Waiting for a rebuilt plugin";

    [Fact]
    public void A_rebuilt_plugin_changes_its_row_and_going_back_restores_it_from_the_store()
    {
        using var place = new Workplace(subject, Methods, Metrics, "Good");
        place.InstallPlugin("Versioned", "VersionOne");
        using var watched = new Watched(place);
        watched.Until(Waiting);
        var (table, entries) = (place.Read("out", "table.csv"), int.Parse(place.Query("out", "SELECT count(*) FROM entry")));

        place.InstallPlugin("Versioned", "VersionTwo");
        watched.Until("Versioned.dll swapped: versioned changed.", Waiting);
        watched.UntilPrinted("changed: versioned mean-of-map:");
        watched.Text.ShouldContain("6 of 6 images computed");
        // Two of six cells are new: the versioned method under both metrics.
        int.Parse(place.Query("out", "SELECT count(*) FROM entry")).ShouldBe(entries + 2 * 6);
        place
            .Query("out", "SELECT method, count(*) FROM cell GROUP BY method ORDER BY method")
            .ShouldBe("gradcam@b5,2 steady,2 versioned,4");
        Value(place, "versioned").ShouldBe(2 * Value(table, "versioned"), 2e-6);
        Value(place, "steady").ShouldBe(Value(table, "steady"));

        place.InstallPlugin("Versioned", "VersionOne");
        watched.Until("swapped: versioned changed.", "0 of 6 images computed", Waiting);
        place.Read("out", "table.csv").ShouldBe(table);
        watched.Text.ShouldNotContain("still in memory");
        watched.Interrupt().ShouldBe(130);
    }

    [SlowFact]
    public void A_version_that_fails_is_refused_and_the_old_one_stays()
    {
        using var place = new Workplace(subject, Methods, Metrics, "Good");
        place.InstallPlugin("Versioned", "VersionOne");
        using var watched = new Watched(place);
        watched.Until(Waiting);
        var table = place.Read("out", "table.csv");

        place.InstallPlugin("Versioned", "VersionLess");   // it loads, but lacks an id
        watched.Until("Versioned.dll is refused", "It no longer has", Waiting);
        var printed = watched.Output;
        place.InstallPlugin("WrongShape", "WrongShape");   // it loads, but its quick check fails in the other process
        watched.Until("WrongShape.dll is refused", Waiting);
        // Each refusal is printed once, as the last line, and no table follows it.
        watched.Errors.Split('\n').Count(line => line.Contains("is refused")).ShouldBe(2);
        watched.Errors.TrimEnd().Split('\n')[^1].ShouldContain("WrongShape.dll is refused");
        watched.Output.ShouldBe(printed);
        place.Read("out", "table.csv").ShouldBe(table);
        place.InstallPlugin("Versioned", "VersionTwo");
        watched.Until("Versioned.dll swapped: versioned changed.", Waiting);
        place.Read("out", "table.csv").ShouldNotBe(table);
        watched.Interrupt().ShouldBe(130);
    }

    // Code of a plugin that runs during loading runs first in the other process.
    [SlowFact]
    public void A_version_that_ends_its_loader_is_refused_and_the_old_one_stays() => A_version_that_stops_its_loader(
        "",
        "[System.Runtime.CompilerServices.ModuleInitializer] internal static void Run() => System.Environment.Exit(17);",
        "Versioned.dll ended the process before the command had finished");

    [SlowFact]   // takes ten seconds
    public void A_version_that_hangs_its_loader_is_refused_and_the_old_one_stays() =>
        A_version_that_stops_its_loader(
            "public int A { get; init; } = Hang();", "", "Stops did not return within 10 s while it was loaded");

    private void A_version_that_stops_its_loader(string option, string initialiser, string reason)
    {
        using var place = new Workplace(subject, Methods, Metrics, "Good");
        place.InstallPlugin("Versioned", "VersionOne");
        using var watched = new Watched(place);
        watched.Until(Waiting);
        var table = place.Read("out", "table.csv");
        CompiledPlugin.Write(place["plugins", "Versioned"], $$"""
            using Workbench;
            public sealed record Options
            {
                {{(option.Length > 0 ? "[Option(\"a\")]" : "")}} {{option}}
                private static int Hang() { while (true) System.Threading.Thread.Sleep(1000); }
            }
            [Attribution("versioned", Cite = "Somebody")]
            public sealed class Stops(Options options) : IAttributionMethod
            {
                public PassRequest Plan(IArchitecture model) => options is null ? null! : new();
                public TorchSharp.torch.Tensor Attribute(IPass pass) => pass.Input;
            }
            internal static class Initialiser { {{initialiser}} }
            """);
        watched.Until("Versioned.dll is refused", reason, Waiting);
        place.Read("out", "table.csv").ShouldBe(table);
        place.InstallPlugin("Versioned", "VersionTwo");
        watched.Until("Versioned.dll swapped: versioned changed.", Waiting);
        watched.Interrupt().ShouldBe(130);
    }

    [Fact]
    public void An_edited_spec_is_read_again_and_a_wrong_one_does_not_end_the_run()
    {
        using var place = new Workplace(subject, "[gradcam@b5]", "[pointing-game]");
        using var watched = new Watched(place);
        watched.Until(Waiting);
        place.Write("spec.yaml", "methods: [gradcam@b5, gradcm@b4]\nmetrics: [pointing-game]\nsubject: small.yaml\n");
        watched.Until("spec.yaml:1:", "did you mean 'gradcam'?");
        place.Write("spec.yaml", "methods: [gradcam@b5, gradcam@b4]\nmetrics: [pointing-game]\nsubject: small.yaml\n");
        watched.Until(Waiting);
        watched.UntilPrinted("changed: gradcam@b4 pointing-game: new");
        watched.Interrupt().ShouldBe(130);
    }

    private static double Value(Workplace place, string method) => Value(place.Read("out", "table.csv"), method);

    private static double Value(string table, string method) =>
        double.Parse(
            table.Split('\n').First(line => line.StartsWith($"{method},,mean-of-map,", StringComparison.Ordinal)).Split(',')[3],
            System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>A watching run in its own process, whose output and error stream are read independently.</summary>
    private sealed class Watched : IDisposable
    {
        private readonly StringBuilder _printed = new(), _said = new();
        private readonly Process _process;
        private int _read;

        public Watched(Workplace place)
        {
            Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are POSIX");
            _process = place.Start(["run", "spec.yaml", "--out", "out", "--device", "cpu", "--watch"]);
            _process.OutputDataReceived += (_, line) => Take(_printed, line.Data);
            _process.ErrorDataReceived += (_, line) => Take(_said, line.Data);
            _process.BeginOutputReadLine();
            _process.BeginErrorReadLine();
        }

        /// <summary>The part of the error stream between the last two waits.</summary>
        public string Text { get; private set; } = "";

        /// <summary>Waits until the error stream has all of these texts, in order, since the last wait.</summary>
        public void Until(params string[] texts) => Wait(_said, texts, said =>
        {
            var at = _read;
            foreach (var text in texts)
                if (at >= 0 && said.IndexOf(text, at, StringComparison.Ordinal) is var found) at = found < 0 ? -1 : found + text.Length;
            if (at < 0) return false;
            (Text, _read) = (said[_read..at], at);
            return true;
        });

        /// <summary>The whole output so far.</summary>
        public string Output => CopyText(_printed);

        /// <summary>The whole error stream so far.</summary>
        public string Errors => CopyText(_said);

        /// <summary>Waits until the output has a text.</summary>
        public void UntilPrinted(string text) => Wait(_printed, [text], printed => printed.Contains(text, StringComparison.Ordinal));

        private static void Wait(StringBuilder stream, string[] texts, Func<string, bool> has)
        {
            for (var clock = Stopwatch.StartNew(); clock.Elapsed < TimeSpan.FromSeconds(60); Thread.Sleep(20))
                if (has(CopyText(stream))) return;
            throw new TimeoutException($"'{string.Join("', '", texts)}' was not printed. The stream is:\n{CopyText(stream)}");
        }

        private static string CopyText(StringBuilder stream)
        {
            lock (stream) return stream.ToString();
        }

        public int Interrupt()
        {
            using (var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"])) kill.WaitForExit();
            _process.WaitForExit(30_000).ShouldBeTrue();
            return _process.ExitCode;
        }

        private static void Take(StringBuilder stream, string? line)
        {
            lock (stream) stream.AppendLine(line);
        }

        public void Dispose()
        {
            if (!_process.HasExited) _process.Kill(entireProcessTree: true);
            _process.Dispose();
        }
    }
}
