using System.Diagnostics;
using Workbench.Cli.Tests;

namespace Workbench.Processes.Tests;

/// <summary>A plugin cannot keep the process alive, end it with success, or move its output files.</summary>
public sealed class HostileProcessTests(SmallSubject subject)
{
    [Fact]
    public void Exit_in_a_plugin_does_not_end_a_run_with_success()
    {
        using var place = new Workplace(subject, "['hostile-process{kind=exits}']", "[pointing-game]", "Hostile");
        var run = place.RunProgramInto("out", "--limit", "1");
        run.Code.ShouldBe(1, run.Error);
        run.Error.ShouldContain("hostile-process{kind=exits} (Hostile.dll) ended the process before the command had finished.");
    }

    [Fact]
    public void Threads_that_stay_or_throw_and_another_folder_change_neither_the_end_nor_the_files()
    {
        using var place = new Workplace(
            subject,
            "['hostile-process{kind=thread-throws}', 'hostile-process{kind=changes-folder}', 'hostile-process{kind=thread-stays}', "
            + "gradcam@b5]",
            "[pointing-game]", "Hostile");
        var run = place.RunProgramInto("out", "--limit", "2");
        run.Code.ShouldBe(0, run.Error);
        run.Error.ShouldContain("A thread started by a plugin threw InvalidOperationException and ended; the run continues.");
        place.Rows("out", "table.csv").Length.ShouldBe(4);
    }

    // The process gets limits as on a machine with 4 GB: 20 GB would take the memory of tests that run at the same time.
    [Theory]
    [SlowInlineData("hoards-managed", "System.OutOfMemoryException")]
    [SlowInlineData("hoards-native", "DefaultCPUAllocator: can't allocate memory")]
    public void A_plugin_that_allocates_twenty_gigabytes_fails_only_its_own_cells(string kind, string message)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the limit needs Linux");
        using var place = new Workplace(subject, $"['hostile-process{{kind={kind}}}', gradcam@b5]", "[pointing-game]", "Hostile");
        var run = place.Shell(
            "ulimit -d 4000000; export DOTNET_GCHeapHardLimit=80000000; exec $WORKBENCH run spec.yaml --out out --device cpu --limit 2");
        run.Code.ShouldBe(3, run.Error);
        run.Output.ShouldContain($"hostile-process{{kind={kind}}} (Hostile.dll): out of memory with this image alone. ");
        run.Output.ShouldContain(message);
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
        Thread.Sleep(1000);   // until the plugin is called
        foreach (var signal in signals)
        {
            using (var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"])) kill.WaitForExit();
            Thread.Sleep(300);
        }
        process.WaitForExit(40_000).ShouldBeTrue();   // long, for a loaded machine; the plugin would hang for a minute
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
        run.Error.ShouldContain("None of 6 images could be read, so 'spec' has no numbers: ");
        place.Rows("out", "skipped.csv").Length.ShouldBe(6);
        place.RunInto("out").Code.ShouldBe(3);   // also if everything is read from the store
    }

    [Fact]
    public void A_table_whose_metric_skips_every_pair_is_written_and_reported_as_empty()
    {
        using var place = new Workplace(subject, "[gradcam@b5]", "['pointing-game{subset=multi-class}']");
        place.Write("voc/ImageSets/Main/val.txt", "a2\n");   // an image of one class
        var run = place.RunInto("out");
        run.Code.ShouldBe(0, run.Error);
        run.Error.ShouldContain("No cell of 'spec' has a value on 1 image; see skipped.csv.");
        place.Rows("out", "skipped.csv").Length.ShouldBe(1);
    }
}
