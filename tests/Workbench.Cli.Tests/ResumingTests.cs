using System.Diagnostics;

namespace Workbench.CliTests;

/// <summary>A run that was stopped, in whatever way, goes on where it was and ends as if it had not been.</summary>
public sealed class ResumingTests(SmallSubject subject)
{
    private static readonly string[] s_tables = ["samples.csv", "table.csv", "skipped.csv", "table.md"];

    private static void ShouldEqual(Workplace place, string one, string other)
    {
        foreach (var file in s_tables) place.Read(one, file).ShouldBe(place.Read(other, file), file);
    }

    [Fact]
    public void A_second_run_computes_nothing_and_writes_the_same()
    {
        using var place = new Workplace(subject);
        place.RunInto("out").Code.ShouldBe(0);
        var first = s_tables.ToDictionary(file => file, file => File.ReadAllBytes(place["out", file]));
        var second = place.RunInto("out");
        second.Code.ShouldBe(0);
        second.Error.ShouldContain("nothing left to compute");
        foreach (var (file, bytes) in first) File.ReadAllBytes(place["out", file]).ShouldBe(bytes, file);
    }

    [Fact]
    public void A_limited_run_is_the_beginning_of_the_whole()
    {
        using var place = new Workplace(subject);
        place.RunInto("out", "--limit", "3").Code.ShouldBe(0);
        place.Rows("out", "samples.csv").ShouldAllBe(row => row.Contains(",a1,") || row.Contains(",a2,") || row.Contains(",a3,"));
        place.RunInto("out").Error.ShouldContain("3 images in");
        File.ReadLines(place["out", "journal.jsonl"]).Skip(1).Select(line => line[11..13]).ShouldBe(SmallSubject.Ids);
        place.RunInto("whole").Code.ShouldBe(0);
        ShouldEqual(place, "out", "whole");
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    [InlineData("KILL")]
    public void A_run_that_is_killed_keeps_its_rows_and_resumes(string signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are POSIX");
        Assert.SkipWhen(signal == "INT" && IgnoresInterrupt(), "started where Ctrl-C is ignored");
        using var place = new Workplace(subject, "['good@b5{pause=300}', gradcam@b5]", "[pointing-game]", "Good");
        using var process = place.Start(["run", "spec.yaml", "--out", "out", "--batch", "1", "--device", "cpu"]);
        WaitForLines(place["out", "journal.jsonl"], 3, process);
        using (var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"])) kill.WaitForExit();
        var stopped = Workplace.Finish(process);
        var kept = File.ReadAllText(place["out", "journal.jsonl"]).Split('\n').Length - 2;
        kept.ShouldBeInRange(2, 5);
        if (signal != "KILL")
        {
            stopped.Code.ShouldBe(130, stopped.Error);
            stopped.Error.ShouldContain($"Interrupted: {kept} of 6 images are kept; the same command resumes.");
            place.Read("out", "table.md").ShouldContain($"{kept} of 6 images (interrupted)");
        }
        var rest = place.RunInto("out");
        rest.Code.ShouldBe(0);
        rest.Error.ShouldContain($"{6 - kept} image");
        place.RunInto("whole", "--batch", "2").Code.ShouldBe(0);
        ShouldEqual(place, "out", "whole");
    }

    [Fact]
    public void A_torn_last_line_costs_that_image_alone()
    {
        using var place = new Workplace(subject);
        place.RunInto("whole").Code.ShouldBe(0);
        Directory.CreateDirectory(place["out"]);
        File.WriteAllBytes(place["out", "journal.jsonl"], File.ReadAllBytes(place["whole", "journal.jsonl"])[..^20]);
        place.RunInto("out").Error.ShouldContain("1 image in");
        ShouldEqual(place, "out", "whole");
        place.Read("out", "journal.jsonl").ShouldBe(place.Read("whole", "journal.jsonl"));
    }

    [Fact]
    public void Another_runs_files_are_moved_aside()
    {
        using var place = new Workplace(subject);
        place.RunInto("out").Code.ShouldBe(0);
        var (rows, journal) = (place.Read("out", "samples.csv"), place.Read("out", "journal.jsonl"));
        var other = place.RunInto("out", "--set", "methods=[gradcam@b3]", "--set", "seed=9");
        other.Code.ShouldBe(0);
        other.Error.ShouldContain("'out' held another run (seed, methods or metrics differ); its files are in 'out/superseded-");
        var aside = Directory.EnumerateDirectories(place["out"]).ShouldHaveSingleItem();
        File.ReadAllText(Path.Combine(aside, "samples.csv")).ShouldBe(rows);
        File.ReadAllText(Path.Combine(aside, "journal.jsonl")).ShouldBe(journal);
        place.Rows("out", "samples.csv").ShouldAllBe(row => row.Contains("gradcam@b3"));
    }

    [Fact]
    public void Two_runs_do_not_share_a_folder()
    {
        using var place = new Workplace(subject, "['good@b5{pause=10000}']", "[pointing-game]", "Good");
        using var first = place.Start(["run", "spec.yaml", "--out", "out", "--batch", "1", "--device", "cpu"]);
        WaitForLines(place["out", "journal.jsonl"], 1, first);
        var second = place.RunInto("out");
        first.Kill();
        Workplace.Finish(first);
        second.Code.ShouldBe(4, second.Error);
        second.Error.ShouldContain("The output folder 'out' cannot be written");
        second.Error.ShouldContain("close the other run");
    }

    // A run keeps its journal locked: its length tells when a line has come.
    private static void WaitForLines(string file, int lines, Process process)
    {
        var lengths = new HashSet<long>();
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < TimeSpan.FromSeconds(30) && !process.HasExited; Thread.Sleep(20))
        {
            if (new FileInfo(file) is { Exists: true, Length: > 0 } found) lengths.Add(found.Length);
            if (lengths.Count >= lines) return;
        }
        process.Kill();
        throw new TimeoutException($"'{file}' did not reach {lines} lines.\n{Workplace.Finish(process)}");
    }

    // A background job of a shell without job control inherits an ignored SIGINT, and so does what it starts.
    private static bool IgnoresInterrupt() =>
        File.Exists("/proc/self/status")
        && (Convert.ToUInt64(File.ReadLines("/proc/self/status").First(line => line.StartsWith("SigIgn:", StringComparison.Ordinal))[7..].Trim(), 16) & 2) != 0;
}
