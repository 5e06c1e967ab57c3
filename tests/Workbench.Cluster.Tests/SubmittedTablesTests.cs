using System.Diagnostics;

namespace Workbench.Cluster.Tests;

/// <summary>
/// The tables of a submitted run equal those of one process, whatever happens to its tasks. No row is lost or doubled, and missing shards
/// are reported until they are computed.
/// </summary>
public sealed class SubmittedTablesTests(SlurmCluster cluster) : IDisposable
{
    private readonly SubmittedTables _tables = new(cluster);

    public void Dispose() => _tables.Dispose();

    [Theory, InlineData(1), InlineData(8)]
    public void Any_number_of_shards_gives_the_bytes_of_one_process(int shards)
    {
        _tables.Write(shards);
        _tables.Resume().ShouldBe(Enumerable.Range(1, shards));
        _tables.UntilMerged();
        _tables.AssertEqualToOneProcess();
        var status = _tables.Workbench(0, "status", _tables.Folder.Root);
        status.Output.ShouldContain(
            $"{SubmittedTables.Images} of {SubmittedTables.Images} images; shards: {shards} done; merge: COMPLETED.");
    }

    [Fact]
    public void The_shard_of_a_killed_task_is_reported_until_the_run_is_resumed()
    {
        _tables.Write(3);
        _tables.Resume();
        cluster.Until("shard 2 has started", () => TaskProgress.Read(_tables.Folder.Shard(2)) is not null);
        var status = _tables.Workbench(0, "status", _tables.Folder.Root);
        status.Output.ShouldContain("running");
        status.Output.ShouldContain("merge: PENDING (Dependency)");
        _tables.UntilMidway(2);
        using (var task = Process.GetProcessById(TaskProgress.Read(_tables.Folder.Shard(2))!.Process)) task.Kill();
        _tables.UntilMerged();
        var kept = _tables.CountKeptImages(2);
        File.ReadAllText(_tables.Folder.MergeLog)
            .ShouldContain(
                $"{3 - kept} images are missing: shard 2/3 lacks {3 - kept} of its images.".Replace(
                    "1 images are", "1 image is", StringComparison.Ordinal));
        status = _tables.Workbench(3, "status", _tables.Folder.Root);
        status.Output.ShouldMatch($@"2 +failed +{kept} of 3");
        status.Output.ShouldContain("log: ");
        status.Output.ShouldContain("2 done, 1 failed");

        _tables.Resume().ShouldBe([2]);
        _tables.UntilMerged();
        _tables.AssertEqualToOneProcess();
        File.ReadAllText(_tables.Folder.Log(2)).ShouldContain($"3 of 3 images are done, {3 - kept} of them computed now");
    }

    [Fact]
    public void The_tasks_of_a_crashed_node_continue_elsewhere()
    {
        _tables.Write(2);
        _tables.Resume();
        _tables.UntilMidway(1);
        var node = int.Parse(
            cluster
                .Queue(JobLog.Read(_tables.Folder)[0].Tasks!, "%K %N")
                .Select(line => line.Split(' '))
                .Single(words => words[0] == "1")[1]
                .TrimStart('n'));
        cluster.CrashNode(node);
        cluster.StartNode(node);
        _tables.UntilMerged();
        _tables.AssertEqualToOneProcess();
        File.ReadAllLines(_tables.Folder.Log(1)).Count(line => line.Contains("shard 1 of 2 on", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Fact]
    public void A_restart_of_a_daemon_or_controller_interrupts_no_task()
    {
        _tables.Write(3);
        _tables.Resume();
        _tables.UntilMidway(1);
        cluster.StopNode(1);
        cluster.StopController();
        cluster.StartController();
        cluster.StartNode(1);
        _tables.UntilMerged();
        _tables.AssertEqualToOneProcess();
        foreach (var shard in (int[])[1, 2, 3])
            File.ReadAllLines(_tables.Folder.Log(shard))
                .Count(line => line.Contains($"shard {shard} of 3 on", StringComparison.Ordinal))
                .ShouldBe(1);
    }

    [Fact]
    public void A_shard_on_a_full_disk_keeps_its_rows_and_continues_when_there_is_space()
    {
        _tables.Write(3);
        var mounted = cluster.Run("mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", _tables.Folder.Shard(3));
        Assert.SkipWhen(mounted.Code != 0, $"This machine cannot mount a small disk: {mounted.Error.Trim()}");
        try
        {
            _tables.Resume();
            _tables.UntilMerged();
            var kept = _tables.CountKeptImages(3);
            kept.ShouldBeLessThan(2);
            File.ReadAllText(_tables.Folder.MergeLog).ShouldContain(kept == 0 ? "shard 3/3" : $"shard 3/3 lacks {2 - kept} of its images.");
            var status = _tables.Workbench(3, "status", _tables.Folder.Root);
            status.Output.ShouldContain("cannot be written");
            status.Output.ShouldContain("2 done, 1 failed");
            cluster.Run("mount", "-o", "remount,size=50m", _tables.Folder.Shard(3)).Code.ShouldBe(0);
            _tables.Resume().ShouldBe([3]);
            _tables.UntilMerged();
            _tables.AssertEqualToOneProcess();
        }
        finally
        {
            cluster.Until("the small disk is gone", () => cluster.Run("umount", _tables.Folder.Shard(3)).Code == 0);
        }
    }

    [Fact]
    public void A_preempted_task_keeps_its_images_and_is_requeued()
    {
        _tables.Write(2, "--partition", "low");
        _tables.Resume();
        foreach (var shard in (int[])[1, 2])
        {
            _tables.UntilMidway(shard);
            // Keeps images left until Slurm preempts the task. Slurm sends SIGCONT to a job before it ends it.
            _tables.Pause(shard);
        }
        var urgent = cluster.Submit(
            "sleep 3", Path.Combine(_tables.Folder.Logs, "urgent.log"), "--partition=high", "--exclusive", $"--nodes={SlurmCluster.Nodes}");
        cluster.Until("the urgent job is done", () => cluster.Queue(urgent, "%i").Length == 0);
        _tables.UntilMerged();
        _tables.AssertEqualToOneProcess();
        var log = File.ReadAllText(_tables.Folder.Log(1)) + File.ReadAllText(_tables.Folder.Log(2));
        log.ShouldContain("DUE TO PREEMPTION");
        log.ShouldContain("stopped early; start it again.");
    }

    [Fact]
    public void A_task_is_requeued_when_only_its_script_is_signalled()
    {
        _tables.Write(1);
        _tables.Resume();
        _tables.UntilMidway(1);
        // The signal of '--signal=B:TERM@60', which Slurm sends one or two minutes before the time limit.
        cluster.Run("scancel", "--batch", "--signal=TERM", $"{JobLog.Read(_tables.Folder)[0].Tasks}_1").Code.ShouldBe(0);
        _tables.UntilMerged();
        _tables.AssertEqualToOneProcess();
        var log = File.ReadAllText(_tables.Folder.Log(1));
        log.ShouldContain("stopped early; start it again.");
        log.Split('\n').Count(line => line.Contains("shard 1 of 1 on", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Fact]
    public void A_cancelled_run_keeps_its_images_and_can_be_resumed()
    {
        _tables.Write(1);
        _tables.Resume();
        _tables
            .Workbench(0, "submit", "--resume", _tables.Folder.Root)
            .Error.ShouldContain("All missing shards are already queued");
        _tables.UntilMidway(1);
        _tables.Workbench(0, "cancel", _tables.Folder.Root).Error.ShouldContain("are kept");
        cluster.Until("the queue is empty", () => cluster.Queue(JobLog.Read(_tables.Folder)[^1].Tasks!, "%i").Length == 0);
        _tables.Workbench(3, "status", _tables.Folder.Root).Output.ShouldContain("CANCELLED");
        _tables.Resume().ShouldBe([1]);
        _tables.UntilMerged();
        _tables.AssertEqualToOneProcess();
        _tables.Workbench(0, "submit", "--resume", _tables.Folder.Root).Error.ShouldContain("All shards are done.");
    }
}
