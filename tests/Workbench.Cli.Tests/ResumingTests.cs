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
        File.ReadLines(place["out", "journal.jsonl"]).Where(IsImage).Select(line => line[11..13]).ShouldBe(SmallSubject.Ids);
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
        WaitForImages(place["out", "journal.jsonl"], 2, process);
        using (var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"])) kill.WaitForExit();
        var stopped = Workplace.Finish(process);
        var kept = File.ReadLines(place["out", "journal.jsonl"]).Count(IsImage);
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
    public void Another_run_into_the_folder_keeps_the_first_ones_rows()
    {
        using var place = new Workplace(subject);
        place.RunInto("out").Code.ShouldBe(0);
        var (first, journal) = (s_tables.ToDictionary(file => file, file => place.Read("out", file)), place.Read("out", "journal.jsonl"));
        var other = place.RunInto("out", "--set", "methods=[gradcam@b3]", "--set", "seed=9");
        other.Code.ShouldBe(0);
        other.Error.ShouldContain("6 images in");
        place.Rows("out", "samples.csv").ShouldAllBe(row => row.Contains("gradcam@b3"));
        place.Read("out", "journal.jsonl").ShouldStartWith(journal);
        place.RunInto("alone", "--set", "methods=[gradcam@b3]", "--set", "seed=9").Code.ShouldBe(0);
        ShouldEqual(place, "out", "alone");

        var both = place.Read("out", "journal.jsonl");
        place.RunInto("out").Error.ShouldContain("nothing left to compute");
        foreach (var (file, text) in first) place.Read("out", file).ShouldBe(text, file);
        place.Read("out", "journal.jsonl").ShouldBe(both);
        Directory.EnumerateDirectories(place["out"]).ShouldBeEmpty();
    }

    [Fact]
    public void A_method_more_computes_that_method_alone()
    {
        using var place = new Workplace(subject);
        place.RunInto("out").Code.ShouldBe(0);
        var lines = File.ReadLines(place["out", "journal.jsonl"]).Count();
        place.RunInto("out", "--set", "methods=[gradcam@b5, gradcam@b3, gradcam-pos@b4]", "--batch", "4").Code.ShouldBe(0);
        var more = File.ReadLines(place["out", "journal.jsonl"]).Skip(lines).ToList();
        more.Where(line => !IsImage(line)).ShouldAllBe(line => line.Contains("\"Method\":\"gradcam@b3\""));
        more.Where(IsImage).ShouldAllBe(line => line.Split("\"Rows\"").Length == 2 + 1);   // two metrics of one method
        more.Count(IsImage).ShouldBe(6);
        place.RunInto("whole", "--set", "methods=[gradcam@b5, gradcam@b3, gradcam-pos@b4]").Code.ShouldBe(0);
        ShouldEqual(place, "out", "whole");
    }

    [Fact]
    public void A_journal_of_another_version_is_set_aside_and_said()
    {
        using var place = new Workplace(subject);
        Directory.CreateDirectory(place["out"]);
        place.Write("out/journal.jsonl", "{\"Parts\":{\"seed\":\"0\"},\"Cells\":[]}\n");
        var run = place.RunInto("out", "--limit", "1");
        run.Code.ShouldBe(0, run.Error);
        run.Error.ShouldContain("'out' held a journal of another version of the workbench; it is 'out/journal-1.jsonl.old' now.");
        place.Read("out", "journal-1.jsonl.old").ShouldBe("{\"Parts\":{\"seed\":\"0\"},\"Cells\":[]}\n");
    }

    [Fact]
    public void Two_runs_do_not_share_a_folder()
    {
        using var place = new Workplace(subject, "['good@b5{pause=10000}']", "[pointing-game]", "Good");
        using var first = place.Start(["run", "spec.yaml", "--out", "out", "--batch", "1", "--device", "cpu"]);
        WaitForImages(place["out", "journal.jsonl"], 0, first);
        var second = place.RunInto("out");
        first.Kill();
        Workplace.Finish(first);
        second.Code.ShouldBe(4, second.Error);
        second.Error.ShouldContain("The output folder 'out' cannot be written");
        second.Error.ShouldContain("close the other run");
    }

    private static bool IsImage(string line) => line.StartsWith("{\"Sample", StringComparison.Ordinal);

    // The journal can be read while a run writes it.
    private static void WaitForImages(string file, int images, Process process)
    {
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < TimeSpan.FromSeconds(30) && !process.HasExited; Thread.Sleep(20))
        {
            if (!File.Exists(file)) continue;
            using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            if (reader.ReadToEnd().Split('\n')[..^1] is [_, ..] lines && lines.Count(IsImage) >= images) return;
        }
        process.Kill();
        throw new TimeoutException($"'{file}' did not reach {images} images.\n{Workplace.Finish(process)}");
    }

    // A background job of a shell without job control inherits an ignored SIGINT, and so does what it starts.
    private static bool IgnoresInterrupt() =>
        File.Exists("/proc/self/status")
        && (Convert.ToUInt64(File.ReadLines("/proc/self/status").First(line => line.StartsWith("SigIgn:", StringComparison.Ordinal))[7..].Trim(), 16) & 2) != 0;
}
