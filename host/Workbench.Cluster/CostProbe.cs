using System.Diagnostics;
using Workbench.Data;
using Workbench.Engine.Model;
using Workbench.Engine.Store;
using Workbench.Experiments;
using Workbench.Specs;

namespace Workbench.Cluster;

/// <summary>
/// Measures the cost of an experiment on this machine: computes its first images for a while, and discards their rows.
/// </summary>
public static class CostProbe
{
    private const int Decoded = 8, Many = 1000;

    /// <summary>Measures the cost of an experiment.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="subject">The loaded model and data.</param>
    /// <param name="batch">Images per batch; 0 to choose by memory.</param>
    /// <param name="seconds">Minimum duration of the measurement, in seconds. At least two batches are computed.</param>
    /// <param name="progress">Shows the progress.</param>
    /// <param name="cancel">Stops the measurement.</param>
    /// <returns>The cost, and the number of images it is measured on.</returns>
    /// <exception cref="OperationCanceledException">The measurement was cancelled.</exception>
    /// <exception cref="DataException">The data has fewer than two batches of images.</exception>
    public static (RunCost Cost, int Images) Measure(
        Experiment experiment,
        Subject subject,
        int batch,
        double seconds,
        ProgressBar progress,
        CancellationToken cancel)
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
            var (merge, finish) = Finish(experiment, subject, run, shard, folder.FullName);
            return (new RunCost(start, Math.Max(0, first.Seconds - first.Images * image), image, decode, merge, finish), last.Images);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static List<(int Images, double Seconds)> Compute(
        ExperimentRun run,
        CellStore store,
        double seconds,
        ProgressBar progress,
        CancellationToken cancel)
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
        return marks.Count > 1
            ? marks
            : throw new DataException(
                $"All {run.Ids.Count} images are in one batch, and the first batch includes the warm-up. "
                + $"A prediction needs more images, or --batch below {run.Ids.Count}.");
    }

    // Measured on one thread, and divided by the number of threads that read ahead: half of the cores.
    private static double Decode(Subject subject, IReadOnlyList<string> ids)
    {
        var clock = Stopwatch.StartNew();
        foreach (var _ in new Prefetcher(subject.Data, subject.Input, ahead: 1, threads: 1).Prepare(ids))
        {
            // Only the preparation is timed.
        }
        return clock.Elapsed.TotalSeconds / ids.Count / Math.Max(1, Environment.ProcessorCount / 2);
    }

    // The merge's time per image is too short to measure on a few images, so their rows are repeated under other names.
    private static (double Image, double Fixed) Finish(
        Experiment experiment,
        Subject subject,
        ExperimentRun run,
        CellStore shard,
        string folder)
    {
        using var store = CellStore.OpenShared(Path.Combine(folder, "merged"));
        store.Merge([Path.GetDirectoryName(shard.File)!]);
        var first = MeasureSeconds(() => run.Reports(store));
        var reports = run.Reports(store);
        var write = MeasureSeconds(() => run.Write(store, run.Finish(reports, [], 0), []));

        var computed = run.Ids.Where(id => run.Keys.Values.Any(key => shard.Has(key, id))).ToList();
        var (few, many) = (Repeated(computed.Count), Repeated(Math.Max(Many, 4 * computed.Count)));
        var image = Math.Max(0, (many.Seconds - few.Seconds) / (many.Images - few.Images));
        return (image, write + Math.Max(0, first - computed.Count * image));

        IEnumerable<(CellKey, StoredCell)> Cells(string id) =>
            run.Keys.Values
                .Select(key => (Key: key, Cell: shard.Find(key, id)))
                .Where(cell => cell.Cell is not null)
                .Select(cell => (cell.Key, cell.Cell!));

        (int Images, double Seconds) Repeated(int count)
        {
            var repeated = new RepeatedImages(subject.Data, computed, count);
            var (from, to) = (Path.Combine(folder, $"from{count}"), Path.Combine(folder, $"to{count}"));
            using (var rows = CellStore.OpenShared(from))
                rows.Append([.. repeated.Ids.Select((id, i) => new StoredImage(id, [.. Cells(computed[i % computed.Count])]))]);
            var tables = new ExperimentRun(
                experiment with
                {
                    Spec = experiment.Spec with { Limit = count },
                },
                new Subject(subject.Name, subject.Model, subject.Input, repeated),
                new RunSettings { Folder = folder });
            using var merged = CellStore.OpenShared(to);
            return (count, MeasureSeconds(() =>
            {
                merged.Merge([from]);
                tables.Reports(merged);
            }));
        }
    }

    private static double MeasureSeconds(Action work)
    {
        var clock = Stopwatch.StartNew();
        work();
        return clock.Elapsed.TotalSeconds;
    }
}
