using System.Diagnostics;
using Workbench.Cli.Tests;
using Workbench.Engine.Store;

namespace Workbench.Processes.Tests;

/// <summary>A run that was stopped in any way resumes, and ends with the same results as an uninterrupted run.</summary>
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
    public void A_limited_run_is_the_first_part_of_the_whole_run()
    {
        using var place = new Workplace(subject);
        place.RunInto("out", "--limit", "3").Code.ShouldBe(0);
        place.Rows("out", "samples.csv").ShouldAllBe(row => row.Contains(",a1,") || row.Contains(",a2,") || row.Contains(",a3,"));
        place.RunInto("out").Error.ShouldContain("3 images in");
        place.Query("out", "SELECT name FROM sample ORDER BY id").Split(' ').ShouldBe(SmallSubject.Ids);
        place.CopyReferenceRun();
        ShouldEqual(place, "out", "whole");
    }

    [Theory]
    [InlineData("INT")]
    [SlowInlineData("KILL")]
    [SlowInlineData("TERM")]
    public void A_run_that_is_killed_keeps_its_rows_and_resumes(string signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are POSIX");
        Assert.SkipWhen(signal == "INT" && IgnoresInterrupt(), "started where Ctrl-C is ignored");
        using var place = new Workplace(subject, "['good@b5{pause=300}', gradcam@b5]", "[pointing-game]", "Good");
        using var process = place.Start(["run", "spec.yaml", "--out", "out", "--batch", "1", "--device", "cpu"]);
        WaitForImages(place, 2, process);
        using (var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"])) kill.WaitForExit();
        var stopped = Workplace.Finish(process);
        var kept = Images(place);
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
        place.CopyReferenceRun();
        ShouldEqual(place, "out", "whole");
    }

    [SlowFact]
    public void A_run_killed_at_twenty_moments_loses_and_doubles_no_rows()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are POSIX");
        using var place = new Workplace(subject, "['good@b5{pause=40}', gradcam@b5]", "[pointing-game, restricted-pointing-game]", "Good");
        place.CopyReferenceRun();
        const string rows = "SELECT metric, method, sample, class, value FROM scores ORDER BY metric, method, sample, class";
        var (whole, random, folder, inTheMidst) = (place.Query("whole", rows), new Random(6), 0, 0);
        for (var kills = 0; kills < 20; kills++)
        {
            using var process = place.Start(["run", "spec.yaml", "--out", $"out{folder}", "--batch", "1", "--device", "cpu"]);
            // Half of the kills happen after the first image, the others at any time from the start of the process.
            if (kills % 2 == 0) WaitForImages(place, 1, process, $"out{folder}");
            process.WaitForExit(TimeSpan.FromMilliseconds(random.Next(0, kills % 2 == 0 ? 300 : 2000)));
            if (!process.HasExited) process.Kill();
            Workplace.Finish(process);
            if (!Directory.Exists(place[$"out{folder}"])) continue;   // killed before it made the folder
            var done = place.Query($"out{folder}", "SELECT count(*) FROM entry");
            if (done is not ("" or "0" or "24")) inTheMidst++;
            if (done == "24") folder++;   // the next run starts from nothing
        }
        for (var i = 0; i <= folder; i++)
        {
            place.RunInto($"out{i}").Code.ShouldBe(0);
            place.Query($"out{i}", rows).ShouldBe(whole);
            ShouldEqual(place, $"out{i}", "whole");
            place.Query($"out{i}", "PRAGMA integrity_check").ShouldBe("ok");
        }
        inTheMidst.ShouldBeGreaterThan(3);   // else too few kills happened during the computation
    }

    [Fact]
    public void Another_run_into_the_folder_keeps_the_rows_of_the_first()
    {
        using var place = new Workplace(subject);
        place.RunInto("out").Code.ShouldBe(0);
        const string entries =
            "SELECT key, name FROM entry JOIN cell ON cell.id = entry.cell JOIN sample ON sample.id = entry.sample ORDER BY cell.id, name";
        var (first, kept) = (s_tables.ToDictionary(file => file, file => place.Read("out", file)), place.Query("out", entries));
        var other = place.RunInto("out", "--set", "methods=[gradcam@b3]", "--set", "seed=9");
        other.Code.ShouldBe(0);
        other.Error.ShouldContain("6 images in");
        place.Rows("out", "samples.csv").ShouldAllBe(row => row.Contains("gradcam@b3"));
        place.Query("out", entries).ShouldStartWith(kept);
        place.RunInto("alone", "--set", "methods=[gradcam@b3]", "--set", "seed=9").Code.ShouldBe(0);
        ShouldEqual(place, "out", "alone");

        var both = place.Query("out", entries);
        place.RunInto("out").Error.ShouldContain("nothing left to compute");
        foreach (var (file, text) in first) place.Read("out", file).ShouldBe(text, file);
        place.Query("out", entries).ShouldBe(both);
        place.Query("out", "SELECT count(*) FROM run").ShouldBe("2");
    }

    [Fact]
    public void An_added_method_is_computed_alone()
    {
        using var place = new Workplace(subject);
        place.RunInto("out").Code.ShouldBe(0);
        place.RunInto("out", "--set", "methods=[gradcam@b5, gradcam@b3, gradcam-pos@b4]", "--batch", "4").Code.ShouldBe(0);
        place
            .Query("out", "SELECT method, metric FROM cell WHERE id > 4")
            .ShouldBe("gradcam@b3,pointing-game gradcam@b3,restricted-pointing-game");
        place.Query("out", "SELECT count(*) FROM entry").ShouldBe("36");   // two metrics of three methods
        place.RunInto("whole", "--set", "methods=[gradcam@b5, gradcam@b3, gradcam-pos@b4]").Code.ShouldBe(0);
        ShouldEqual(place, "out", "whole");
    }

    [Fact]
    public void Two_runs_share_a_folder_and_both_are_complete()
    {
        using var place = new Workplace(subject, "['good@b5{pause=100}', gradcam@b5]", "[pointing-game]", "Good");
        using var first = place.Start(["run", "spec.yaml", "--out", "out", "--batch", "1", "--device", "cpu"]);
        WaitForImages(place, 1, first);
        var second = place.RunInto("out", "--batch", "2");
        Workplace.Finish(first).Code.ShouldBe(0);
        second.Code.ShouldBe(0, second.Error);
        place.CopyReferenceRun();
        ShouldEqual(place, "out", "whole");
        place.Query("out", "SELECT count(*) FROM entry").ShouldBe("12");
    }

    [Fact]
    public void A_store_of_a_newer_workbench_is_refused()
    {
        using var place = new Workplace(subject);
        place.RunInto("out", "--limit", "1").Code.ShouldBe(0);
        using (var file = File.OpenWrite(place["out", "store.db"]))
        {
            file.Position = 60;   // the user version in SQLite's header
            file.Write([0, 0, 0, 7]);
        }
        var bytes = File.ReadAllBytes(place["out", "store.db"]);
        var run = place.RunInto("out");
        run.Code.ShouldBe(4, run.Error);
        run.Error.ShouldContain("'out/store.db' was made by a newer workbench (store version 7; this workbench knows 1)");
        File.ReadAllBytes(place["out", "store.db"]).ShouldBe(bytes);
    }

    private static int Images(Workplace place, string folder = "out") =>
        File.Exists(place[folder, "store.db"]) && place.Query(folder, "SELECT count(DISTINCT sample) FROM entry") is { Length: > 0 } count
            ? int.Parse(count)
            : 0;

    // A store can be read during a run, except at the moment of its creation.
    private static void WaitForImages(Workplace place, int images, Process process, string folder = "out")
    {
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < TimeSpan.FromSeconds(60) && !process.HasExited; Thread.Sleep(20))
        {
            try
            {
                if (Images(place, folder) >= images) return;
            }
            catch (RunStoreException)
            {
            }
        }
        if (process.HasExited) return;
        process.Kill();
        throw new TimeoutException($"The store did not reach {images} images.\n{Workplace.Finish(process)}");
    }

    // A background job of a shell without job control inherits an ignored SIGINT, and so do its child processes.
    internal static bool IgnoresInterrupt() =>
        File.Exists("/proc/self/status")
        && (
            Convert.ToUInt64(
                File.ReadLines("/proc/self/status").First(line => line.StartsWith("SigIgn:", StringComparison.Ordinal))[7..].Trim(),
                16
            ) & 2
        ) != 0;
}
