using System.Diagnostics;
using Workbench.Engine.Data;
using Workbench.Engine.Runs;
using Workbench.Scripting.Experiments;
using Workbench.Specs;

namespace Workbench.Cluster;

/// <summary>Measures what an experiment costs on this machine, by computing its first images for a while, and throws their rows away.</summary>
public static class CostProbe
{
    private const int Decoded = 8;

    /// <summary>Measures.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="subject">Model and data, loaded.</param>
    /// <param name="batch">Images per batch; 0 to choose by memory.</param>
    /// <param name="seconds">How long images are computed, at least two batches of them.</param>
    /// <param name="progress">Shows how far it is.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>The cost, and the number of images that it is measured on.</returns>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    /// <exception cref="DataException">The data has too few images to tell: fewer than two batches.</exception>
    public static (RunCost Cost, int Images) Measure(Experiment experiment, Subject subject, int batch, double seconds, ProgressBar progress, CancellationToken cancel)
    {
        var start = (DateTime.UtcNow - Process.GetCurrentProcess().StartTime.ToUniversalTime()).TotalSeconds;
        var folder = Directory.CreateTempSubdirectory("workbench-plan-");
        try
        {
            var run = new ExperimentRun(experiment, subject, new RunSettings { Batch = batch, Folder = folder.FullName });
            using var shard = CellStore.OpenShared(Path.Combine(folder.FullName, "shard"));
            var marks = Compute(run, shard, seconds, progress, cancel);
            var (first, last) = (marks[0], marks[^1]);
            var image = (last.Seconds - first.Seconds) / (last.Images - first.Images);
            var decode = Decode(subject, [.. run.Ids.Take(Decoded)]);
            var half = new ExperimentRun(experiment with { Spec = experiment.Spec with { Limit = Math.Max(1, last.Images / 2) } }, subject, new RunSettings { Folder = folder.FullName });
            var (merge, finish) = Finish(run, half, shard, folder.FullName, last.Images);
            return (new RunCost(start, Math.Max(0, first.Seconds - first.Images * image), image, decode, merge, finish), last.Images);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static List<(int Images, double Seconds)> Compute(ExperimentRun run, CellStore store, double seconds, ProgressBar progress, CancellationToken cancel)
    {
        var (clock, marks) = (Stopwatch.StartNew(), new List<(int Images, double Seconds)>());
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        progress("measuring", 100, (report, token) => run.Compute(store, ProgressBars.Count(done =>
        {
            if (done == 0) return;
            marks.Add((done, clock.Elapsed.TotalSeconds));
            report.Report((int)Math.Min(100, 100 * clock.Elapsed.TotalSeconds / seconds));
            if (marks.Count > 1 && clock.Elapsed.TotalSeconds >= seconds) enough.Cancel();
        }), token), enough.Token);
        cancel.ThrowIfCancellationRequested();
        return marks.Count > 1 ? marks : throw new DataException($"{run.Ids.Count} images are one batch, and the first says nothing of the others: a prediction needs more images, or --batch below {run.Ids.Count}.");
    }

    // On one thread, and told as the threads that read ahead have it: half of the cores.
    private static double Decode(Subject subject, IReadOnlyList<string> ids)
    {
        var clock = Stopwatch.StartNew();
        foreach (var _ in new Prefetcher(subject.Data, subject.Input, ahead: 1, threads: 1).Prepare(ids))
        {
            // Prepared, and no more.
        }
        return clock.Elapsed.TotalSeconds / ids.Count / Math.Max(1, Environment.ProcessorCount / 2);
    }

    // Tables of half the images tell apart what grows with them and what does not.
    private static (double Image, double Fixed) Finish(ExperimentRun run, ExperimentRun half, CellStore shard, string folder, int images)
    {
        using var store = CellStore.OpenShared(Path.Combine(folder, "merged"));
        var join = Timed(() => store.Merge([Path.GetDirectoryName(shard.File)!]));
        var first = Timed(() => run.Reports(store));
        Timed(() => half.Reports(store));
        var (some, all) = (Timed(() => half.Reports(store)), Timed(() => run.Reports(store)));
        var tables = Math.Max(0, all - some) / Math.Max(1, images - half.Ids.Count);
        var reports = run.Reports(store);
        var write = Timed(() =>
        {
            run.Write(store, reports, [], 0);
            run.WriteReport(store, reports, [], [], 0);
        });
        return (join / images + tables, write + Math.Max(0, first - images * tables));
    }

    private static double Timed(Action work)
    {
        var clock = Stopwatch.StartNew();
        work();
        return clock.Elapsed.TotalSeconds;
    }
}
