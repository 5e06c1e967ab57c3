using System.Diagnostics;
using Workbench.CliTests;

namespace Workbench.ProcessTests;

/// <summary>A plugin does not keep the process, does not end it as if all were done, and does not move what it writes.</summary>
public sealed class HostileProcessTests(SmallSubject subject)
{
    [Fact]
    public void Exit_in_a_plugin_ends_no_run_with_success()
    {
        using var place = new Workplace(subject, "['hostile-process{kind=exits}']", "[pointing-game]", "Hostile");
        var run = place.StartInto("out", "--limit", "1");
        run.Code.ShouldBe(1, run.Error);
        run.Error.ShouldContain("hostile-process{kind=exits} (Hostile.dll) ended the process before the command had finished.");
    }

    [Fact]
    public void Threads_that_stay_or_throw_and_another_folder_change_neither_the_end_nor_the_files()
    {
        using var place = new Workplace(
            subject,
            "['hostile-process{kind=thread-throws}', 'hostile-process{kind=changes-folder}', 'hostile-process{kind=thread-stays}', gradcam@b5]",
            "[pointing-game]", "Hostile");
        var run = place.StartInto("out", "--limit", "2");
        run.Code.ShouldBe(0, run.Error);
        run.Error.ShouldContain("A thread started by a plugin threw InvalidOperationException and ended; the run continues.");
        place.Rows("out", "table.csv").Length.ShouldBe(4);
    }

    // As on a machine of 4 GB, half of it for managed memory: 20 GB of this one would be too much for the tests beside it.
    [Theory]
    [SlowInlineData("hoards-managed", "System.OutOfMemoryException")]
    [SlowInlineData("hoards-native", "DefaultCPUAllocator: can't allocate memory")]
    public void Twenty_gigabytes_that_a_plugin_takes_cost_it_its_own_cells_alone(string kind, string said)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the limit is Linux's");
        using var place = new Workplace(subject, $"['hostile-process{{kind={kind}}}', gradcam@b5]", "[pointing-game]", "Hostile");
        var run = place.Shell(
            "ulimit -d 4000000; export DOTNET_GCHeapHardLimit=80000000; exec $WORKBENCH run spec.yaml --out out --device cpu --limit 2");
        run.Code.ShouldBe(3, run.Error);
        run.Output.ShouldContain($"hostile-process{{kind={kind}}} (Hostile.dll): out of memory with this image alone. ");
        run.Output.ShouldContain(said);
        place.Rows("out", "samples.csv").Count(row => row.Contains("gradcam@b5", StringComparison.Ordinal)).ShouldBeGreaterThan(1);
    }

    [Theory]
    [SlowInlineData("TERM")]
    [InlineData("INT", "INT")]
    public void A_signal_ends_the_process_within_five_seconds_whatever_a_plugin_does(params string[] signals)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are POSIX");
        Assert.SkipWhen(signals[0] == "INT" && ResumingTests.IgnoresInterrupt(), "started where Ctrl-C is ignored");
        using var place = new Workplace(subject, "[gradcam@b5, 'hostile-process{kind=hangs}']", "[pointing-game]", "Hostile");
        using var process = place.Start(["run", "spec.yaml", "--out", "out", "--device", "cpu", "--limit", "1"]);
        for (
            var clock = Stopwatch.StartNew();
            clock.Elapsed < TimeSpan.FromSeconds(30) && !File.Exists(place["out", "store.db"]);
            Thread.Sleep(20)
        ) { }
        Thread.Sleep(1000);   // into the call
        foreach (var signal in signals)
        {
            using (var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"])) kill.WaitForExit();
            Thread.Sleep(300);
        }
        process.WaitForExit(40_000).ShouldBeTrue();   // the clock of a loaded machine; the plugin would hang for a minute
        process.ExitCode.ShouldBe(130);
        Workplace.Finish(process).Error.ShouldContain("repeat to stop at once");
    }

    [Fact]
    public void A_run_without_a_readable_image_does_not_end_with_success()
    {
        using var place = new Workplace(subject, "[gradcam@b5]", "[pointing-game]");
        foreach (var id in SmallSubject.Ids) place.Write($"voc/JPEGImages/{id}.jpg", "");
        var run = place.RunInto("out");
        run.Code.ShouldBe(3, run.Error);
        run.Error.ShouldContain("No image of 6 could be read, so that 'spec' holds no number: ");
        place.Rows("out", "skipped.csv").Length.ShouldBe(6);
        place.RunInto("out").Code.ShouldBe(3);   // nor when it is read from the store
    }

    [Fact]
    public void A_table_of_which_the_metric_skips_every_pair_is_written_and_said_to_be_empty()
    {
        using var place = new Workplace(subject, "[gradcam@b5]", "['pointing-game{subset=multi-class}']");
        place.Write("voc/ImageSets/Main/val.txt", "a2\n");   // an image of one class
        var run = place.RunInto("out");
        run.Code.ShouldBe(0, run.Error);
        run.Error.ShouldContain("No cell of 'spec' has a value on 1 image; skipped.csv says why.");
        place.Rows("out", "skipped.csv").Length.ShouldBe(1);
    }
}
