using System.Reflection;
using Workbench.Engine.Store;

namespace Workbench.Cluster.Tests;

/// <summary>Tables 1–4 on a few scenes, submitted to the cluster by the real program, and the same tables from one process.</summary>
internal sealed class SubmittedTables : IDisposable
{
    /// <summary>Number of images.</summary>
    public const int Images = 8;

    private static readonly string s_program = typeof(SubmittedTables)
        .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(data => data.Key == "Program")
        .Value!;
    private static readonly Lazy<IReadOnlyDictionary<string, string>> s_whole = new(InOneProcess);

    private readonly TemporaryFolder _folder = new();
    private readonly SlurmCluster _cluster;

    public SubmittedTables(SlurmCluster cluster) => (_cluster, Folder) = (cluster, new RunFolder(_folder["run"]));

    public RunFolder Folder { get; }

    private static string[] Spec => [Path.Combine(Repository.Root, "experiments", "all-tables.yaml"), "--limit", $"{Images}"];

    /// <summary>Runs the program and asserts its exit code.</summary>
    public Outcome Workbench(int code, params string[] arguments)
    {
        var outcome = _cluster.Run("dotnet", [s_program, .. arguments]);
        outcome.Code.ShouldBe(code, outcome.Error + outcome.Output);
        return outcome;
    }

    /// <summary>Writes the run's folder without queueing tasks.</summary>
    public void Write(int shards, params string[] more) =>
        Workbench(
            0,
            [
                "submit", .. Spec, "--shards", $"{shards}", "--out", Folder.Root,
                "--cpus-per-task", "1", "--batch", "1", "--dry-run", .. more,
            ]);

    /// <summary>Queues the missing shards and returns them.</summary>
    public IReadOnlyList<int> Resume()
    {
        Workbench(0, "submit", "--resume", Folder.Root);
        return JobLog.Read(Folder)[^1].Shards;
    }

    /// <summary>Waits until a task is computing a shard and has kept at least one image.</summary>
    public void UntilMidway(int shard) =>
        _cluster.Until($"shard {shard} is under way", () =>
            CountKeptImages(shard) is > 0 && TaskProgress.Read(Folder.Shard(shard)) is { ExitCode: null });

    /// <summary>Suspends the process that computes a shard.</summary>
    public void Pause(int shard) => _cluster.Run("kill", "-STOP", $"{TaskProgress.Read(Folder.Shard(shard))!.Process}").Code.ShouldBe(0);

    /// <summary>Number of images with rows in a shard's store.</summary>
    public int CountKeptImages(int shard) =>
        StoreCounts.CountByImage(Folder.Shard(shard), Submission.Read(Folder).Cells.Select(cell => cell.Key).ToHashSet()).Count;

    /// <summary>Waits until the last merge has left the queue.</summary>
    public void UntilMerged() =>
        _cluster.Until("the merge has ended", () => _cluster.Queue(JobLog.Read(Folder)[^1].Merge, "%i").Length == 0);

    /// <summary>Asserts that the run's tables equal those of one process byte for byte, and that its store has no duplicates.</summary>
    public void AssertEqualToOneProcess()
    {
        File.ReadAllText(Folder.MergeLog)
            .ShouldContain(
                $"{Images} of {Images} images",
                Case.Sensitive,
                string.Join('\n', Directory.EnumerateFiles(Folder.Logs).Select(File.ReadAllText)));
        var whole = s_whole.Value;
        Tables(Folder.Root).Keys.ShouldBe(whole.Keys, ignoreOrder: true);
        foreach (var (name, text) in Tables(Folder.Root)) text.ShouldBe(whole[name], name);
        using var store = CellStore.Read(Folder.Root);
        Count("SELECT count(*) FROM entry").ShouldBe(Submission.Read(Folder).Cells.Count * (long)Images);
        Count("SELECT count(*) FROM (SELECT DISTINCT metric, method, sample, class, state FROM scores)")
            .ShouldBe(Count("SELECT count(*) FROM score"));
        Enumerable.Range(1, Submission.Read(Folder).Shards).Sum(CountKeptImages).ShouldBe(Images);

        long Count(string sql) => (long)store.Runs!.Query(sql).Rows[0][0]!;
    }

    private static SortedDictionary<string, string> Tables(string folder) =>
        new(
            Directory
                .EnumerateFiles(folder, "*.csv", SearchOption.AllDirectories)
                .ToDictionary(file => Path.GetRelativePath(folder, file), File.ReadAllText),
            StringComparer.Ordinal);

    private static SortedDictionary<string, string> InOneProcess()
    {
        using var folder = new TemporaryFolder();
        var run = SlurmCluster.RunProcess(
            "dotnet",
            [s_program, "run", .. Spec, "--out", folder["whole"], "--device", "cpu"],
            new Dictionary<string, string>(),
            folder.Root);
        run.Code.ShouldBe(0, run.Error);
        var tables = Tables(folder["whole"]);
        tables.Count.ShouldBeGreaterThan(12);
        return tables;
    }

    public void Dispose()
    {
        // Jobs left by a failed test would occupy the nodes of the next.
        foreach (var job in JobLog.Read(Folder)) _cluster.Run("scancel", [.. new[] { job.Tasks, job.Merge }.OfType<string>()]);
        _folder.Dispose();
    }
}
