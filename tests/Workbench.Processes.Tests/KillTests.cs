using System.Diagnostics;
using System.Globalization;
using Workbench.Cli.Tests;
using Workbench.Engine.Store;

namespace Workbench.Processes.Tests;

/// <summary>
/// A process that is killed at any time after its first rows are on disk loses and doubles no row, and its results are finally the same
/// byte for byte. By default each kind of kill happens once, three of the five kinds in the slow tests. <c>WORKBENCH_KILLS=200</c> sets
/// their total number; the output tells where they happened.
/// </summary>
public sealed class KillTests(SmallSubject subject, ITestOutputHelper output)
{
    private const string Rows = "SELECT metric, method, sample, class, value FROM scores ORDER BY metric, method, sample, class";
    private const string Versions =
        "SELECT cell.key, sample, class, value FROM scores JOIN cell ON cell.key = scores.key ORDER BY cell.key, sample, class";
    private const string Tables =
        "tables: [spec.yaml, {name: few, methods: [gradcam@b3], metrics: [pointing-game], limit: 2}]\nsubject: small.yaml\n";
    private const string Figures =
        "figures: [{name: maps, title: Two discs, maps: {images: [a1, a2, a3], rows: {classes: ['0', '1']}, "
        + "columns: [gradcam@b5, gradcam@b3]}}]\n";

    private static readonly string[] s_tables = ["samples.csv", "table.csv", "skipped.csv", "table.md", "table.tex", "pairs.csv"];
    private static readonly int s_each = Math.Max(
        1,
        int.Parse(Environment.GetEnvironmentVariable("WORKBENCH_KILLS") ?? "5", CultureInfo.InvariantCulture) / 5);

    private readonly Random _random = new(17);
    private int _kills, _early;

    [Fact]
    public void During_the_images()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "SIGKILL is POSIX");
        using var place = new Workplace(subject, "['good@b5{pause=40}', gradcam@b5]", "[pointing-game, restricted-pointing-game]", "Good");
        place.CopyReferenceRun();
        var (whole, folder) = (place.Query("whole", Rows), 0);
        while (_kills < s_each)
        {
            var into = $"out{folder}";
            Kill(place, ["run", "spec.yaml", "--out", into, "--batch", "1", "--device", "cpu"], () => Entries(place, into) > 0, 400);
            if (Entries(place, into) == 24) folder++;   // the next run starts from nothing
        }
        for (var i = 0; i <= folder; i++)
        {
            place.RunInto($"out{i}").Code.ShouldBe(0);
            place.Query($"out{i}", Rows).ShouldBe(whole);
            ShouldEqual(place, $"out{i}", "whole");
        }
        ReportKills("during the images");
    }

    [SlowFact]
    public void While_tables_are_written() => While_results_are_written(Tables, "few/table.csv", "during tables and report");

    [SlowFact]
    public void While_figures_are_written() => While_results_are_written(Tables + Figures, "maps/figure.json", "during figures");

    private void While_results_are_written(string spec, string first, string where)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "SIGKILL is POSIX");
        using var place = new Workplace(subject);
        place.Write("all.yaml", spec);
        string[] run = ["run", "all.yaml", "--out", "out", "--device", "cpu"];
        place.RunProgram(run).Code.ShouldBe(0);   // this run draws the charts; the others take them from the store
        var within = MeasureRest(place, run, place[["out", .. first.Split('/')]]);
        var (rows, before) = (place.Query("out", Rows), Results(place));
        while (_kills < s_each)
        {
            var (file, stamp) = (place[["out", .. first.Split('/')]], DateTime.UtcNow);
            File.Delete(file);   // a run writes no files if all are as the last run left them
            // A figure is drawn before its first file exists, so some of its kills happen before that.
            Kill(
                place,
                run,
                () => where == "during figures" && _random.Next(2000) == 0 || File.Exists(file) && File.GetLastWriteTimeUtc(file) > stamp,
                within);
        }
        // A half-written file never has its final name.
        foreach (var (file, bytes) in Results(place)) bytes.ShouldBe(before[file], file);
        place.RunProgram(run).Code.ShouldBe(0);
        Results(place).Keys.Order(StringComparer.Ordinal).ShouldBe(before.Keys.Order(StringComparer.Ordinal));
        foreach (var (file, bytes) in Results(place)) bytes.ShouldBe(before[file], file);
        place.Query("out", Rows).ShouldBe(rows);
        place.Query("out", "PRAGMA integrity_check").ShouldBe("ok");
        ReportKills(where);
    }

    [Fact]
    public void During_a_merge()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "SIGKILL is POSIX");
        using var place = new Workplace(subject);
        place.CopyReferenceRun();
        foreach (var i in (int[])[1, 2, 3]) place.RunInto($"shard{i}", "--shard", $"{i}/3").Code.ShouldBe(0);
        string[] merge = ["merge", "spec.yaml", "--from", "shard1", "shard2", "shard3", "--out", "merged", "--device", "cpu"];
        for (; _kills < s_each;)
        {
            Kill(place, merge, () => File.Exists(place["merged", "store.db"]), 60);
            if (_kills % 3 == 0 && Directory.Exists(place["merged"]))
                Directory.Delete(place["merged"], recursive: true); // start from nothing again
        }
        place.Run(merge).Code.ShouldBe(0);
        place.Query("merged", Rows).ShouldBe(place.Query("whole", Rows));
        ShouldEqual(place, "merged", "whole");
        ReportKills("during merges");
    }

    [SlowFact]
    public void During_hot_swaps()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "SIGKILL is POSIX");
        using var place = new Workplace(subject, "[versioned, steady, 'good@b5{pause=30}']", "[mean-of-map, pointing-game]", "Good");
        string[] versions = ["VersionOne", "VersionTwo"];
        foreach (var version in versions)
        {
            place.InstallPlugin("Versioned", version);
            place.RunInto("whole").Code.ShouldBe(0);   // the store has the rows of both versions, the tables are of the second
        }
        var whole = place.Query("whole", Versions).Split(' ').ToHashSet(StringComparer.Ordinal);
        for (; _kills < s_each;)
        {
            var laid = 0;
            place.InstallPlugin("Versioned", versions[_kills % 2]);
            Kill(place, ["run", "spec.yaml", "--out", "out", "--batch", "1", "--device", "cpu", "--watch"], () =>
            {
                if (laid == 0 && Entries(place, "out") > 0) place.InstallPlugin("Versioned", versions[(_kills + ++laid) % 2]);
                return laid > 0;
            }, 2500);
            place.Query("out", Versions).Split(' ', StringSplitOptions.RemoveEmptyEntries).ShouldAllBe(row => whole.Contains(row));
            if (_kills % 4 == 0 && Directory.Exists(place["out"])) Directory.Delete(place["out"], recursive: true);
        }
        foreach (var version in versions)
        {
            place.InstallPlugin("Versioned", version);
            place.RunInto("out").Code.ShouldBe(0);
        }
        place.Query("out", Versions).Split(' ').Order(StringComparer.Ordinal).ShouldBe(whole.Order(StringComparer.Ordinal));
        ShouldEqual(place, "out", "whole");
        ReportKills("during hot swaps");
    }

    // The time from the writing of a file to the end of the run, in milliseconds.
    private static int MeasureRest(Workplace place, string[] arguments, string file)
    {
        var stamp = DateTime.UtcNow;
        File.Delete(file);
        using var process = place.Start(arguments);
        var (printed, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        while (!process.HasExited && !(File.Exists(file) && File.GetLastWriteTimeUtc(file) > stamp)) Thread.Sleep(2);
        var clock = Stopwatch.StartNew();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, printed.Result + errors.Result);
        return Math.Max(50, (int)clock.ElapsedMilliseconds);
    }

    // Waits for a condition, then kills the process at a random time within so many milliseconds.
    private void Kill(Workplace place, string[] arguments, Func<bool> begun, int within)
    {
        using var process = place.Start(arguments);
        var (printed, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        for (var clock = Stopwatch.StartNew(); !process.HasExited && !begun(); Thread.Sleep(2))
            clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(120));
        var ended = process.WaitForExit(_random.Next(within));
        if (!ended) process.Kill(entireProcessTree: true);
        process.WaitForExit();
        if (ended) _early++;
        if (ended && process.ExitCode != 0)
            throw new InvalidOperationException($"The program ended with {process.ExitCode}.\n{printed.Result}{errors.Result}");
        _kills += ended ? 0 : 1;
    }

    private void ReportKills(string where) =>
        output.WriteLine($"{_kills} kills {where}, {_early} starts that ended before their kill: no row lost or doubled, the same bytes.");

    // A store can be read during a run, except at the moment of its creation.
    private static int Entries(Workplace place, string folder)
    {
        try
        {
            return File.Exists(place[folder, "store.db"]) && place.Query(folder, "SELECT count(*) FROM entry") is { Length: > 0 } count
                ? int.Parse(count, CultureInfo.InvariantCulture)
                : 0;
        }
        catch (RunStoreException)
        {
            return 0;
        }
    }

    private static void ShouldEqual(Workplace place, string one, string other)
    {
        foreach (var file in s_tables) place.Read(one, file).ShouldBe(place.Read(other, file), file);
        place.Query(one, "PRAGMA integrity_check").ShouldBe("ok");
    }

    // All result files except those that contain times.
    private static Dictionary<string, byte[]> Results(Workplace place) =>
        Directory
            .EnumerateFiles(place["out"], "*", SearchOption.AllDirectories)
            .Select(file => (Name: Path.GetRelativePath(place["out"], file), File: file))
            .Where(file =>
                !file.Name.StartsWith("store.db", StringComparison.Ordinal)
                && !file.Name.EndsWith(".tmp", StringComparison.Ordinal)
                && Path.GetFileName(file.Name) is not ("provenance.json" or "report.html"))
            .ToDictionary(file => file.Name, file => File.ReadAllBytes(file.File), StringComparer.Ordinal);
}
