using TorchSharp;
using Workbench.Engine.Data;
using Workbench.Engine.Native;
using Workbench.Engine.Passes;
using Workbench.Engine.Plugins;
using static TorchSharp.torch;

namespace Workbench.Engine.Runs;

/// <summary>How a run reports its progress.</summary>
/// <param name="Done">Images done, those of an earlier run too.</param>
/// <param name="Wanted">Images asked for.</param>
/// <param name="Computed">Images computed by this run.</param>
/// <param name="Faults">Faults so far: unreadable images and failed maps.</param>
public readonly record struct RunProgress(int Done, int Wanted, int Computed, int Faults);

/// <summary>Computes a grid of cells over a subject's images, resuming from a journal.</summary>
/// <param name="subject">Model and data.</param>
/// <param name="plan">The passes.</param>
/// <param name="seed">The run's seed.</param>
/// <param name="batch">Images per batch; 0 to choose by the plan's memory.</param>
public sealed class GridRun(Subject subject, PassPlan plan, ulong seed, int batch = 0)
{
    private const long MemoryBudget = 3L << 29;
    private const int LargestBatch = 16, AssumedRows = 4;

    /// <summary>Computes every image that the journal lacks. Returns early, between batches, when cancelled; what is done stays.</summary>
    /// <param name="ids">The images, in order.</param>
    /// <param name="key">The run's key, whose cell order the journal uses.</param>
    /// <param name="journal">Where results go.</param>
    /// <param name="progress">Told after each batch.</param>
    /// <param name="cancel">Stops between batches.</param>
    /// <exception cref="RunStoreException">The journal cannot be written.</exception>
    public void Compute(IReadOnlyList<string> ids, RunKey key, Journal journal, Action<RunProgress>? progress, CancellationToken cancel)
    {
        var runner = new PassRunner(subject.Model, plan, seed);
        var cells = plan.Cells.ToDictionary(cell => cell, cell => key.IndexOf(cell.Cell));
        var missing = ids.Where(id => !journal.Done.ContainsKey(id)).ToList();
        int before = ids.Count - missing.Count, computed = 0, faults = 0;
        void Report() => progress?.Invoke(new RunProgress(before + computed, ids.Count, computed, faults));
        Report();

        var waiting = new List<Prepared>();
        void Flush()
        {
            if (waiting.Count == 0) return;
            foreach (var entry in Score(runner, cells, waiting))
            {
                faults += entry.Cells.Count(cell => cell.Skipped.Any(skip => skip.F));
                journal.Append(entry);
            }
            computed += waiting.Count;
            waiting.Clear();
            Report();
        }

        // Not handed the token: it would throw away the images of the batch in hand.
        foreach (var item in new Prefetcher(subject.Data, subject.Input, ahead: 2 * LargestBatch).Prepare(missing, CancellationToken.None))
        {
            if (cancel.IsCancellationRequested) return;
            if (item.Error is not null)
            {
                journal.Append(new JournalEntry(item.Id, [], item.Error.Message));
                (computed, faults) = (computed + 1, faults + 1);
                continue;
            }
            // Images of one size share a batch; the next of another size starts a new one.
            if (waiting.Count > 0 && (waiting[0].Input!.Width, waiting[0].Input!.Height) != (item.Input!.Width, item.Input.Height)) Flush();
            waiting.Add(item);
            if (waiting.Count >= BatchFor(item.Input!)) Flush();
        }
        if (!cancel.IsCancellationRequested) Flush();
    }

    private int BatchFor(ModelInput input) => batch > 0
        ? batch
        : PlanCost.Estimate(plan, input.Width, input.Height, AssumedRows, (int)subject.Model.Dtype.ElementSize()).BatchFor(MemoryBudget, LargestBatch);

    private static JournalEntry[] Score(PassRunner runner, Dictionary<PlannedCell, int> cells, List<Prepared> items)
    {
        using var pause = CollectorPause.Begin();
        using var scope = NewDisposeScope();
        var input = tensor(items.SelectMany(item => item.Input!.Chw).ToArray(), [items.Count, 3, items[0].Input!.Height, items[0].Input!.Width]);
        var maps = runner.Run([.. items.Select(item => item.Sample!)], input);
        var entries = new JournalEntry[maps.Count];
        var scored = cells.ToList();
        var rows = maps.Select(_ => new JournalCell[scored.Count]).ToArray();
        Parallel.For(0, maps.Count * scored.Count, i =>
        {
            var (image, cell) = (i / scored.Count, i % scored.Count);
            rows[image][cell] = Score(scored[cell].Key, scored[cell].Value, maps[image]);
        });
        foreach (var (i, image) in maps.Index())
            using (image) entries[i] = new JournalEntry(image.Sample.Id, rows[i]);
        return entries;
    }

    private static JournalSkip Fault(string reason) => new(null, reason, F: true);

    private static JournalCell Score(PlannedCell planned, int index, ImageMaps maps)
    {
        var (method, metric) = (planned.Cell.Method, planned.Cell.Metric);
        if (maps.FailureOf(method) is { } failure) return new JournalCell(index, [], [Fault(failure)]);
        using var scope = NewDisposeScope();
        try
        {
            var score = metric.Metric.Score(maps.Of(method, planned.Request));
            if (score.Rows.FirstOrDefault(row => !double.IsFinite(row.Value)) is { } bad)
                return new JournalCell(index, [], [Fault($"{metric.Name} ({metric.Plugin.Assembly}): it scored {bad.Value}{(bad.Class is { } c ? $" for class {c}" : "")}.")]);
            return new JournalCell(index, [.. score.Rows.Select(row => new JournalRow(row.Class, row.Value, row.State))],
                [.. score.Skipped.Select(skip => new JournalSkip(skip.Class, skip.Reason, skip.State))]);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return new JournalCell(index, [], [Fault($"{metric.Name} ({metric.Plugin.Assembly}): it threw {error.GetType().Name}: {error.Message.Split('\n')[0]}")]);
        }
    }

    /// <summary>One table of what a journal holds.</summary>
    /// <param name="title">Its caption.</param>
    /// <param name="methods">Its rows, in order.</param>
    /// <param name="metrics">Its columns, in order.</param>
    /// <param name="ids">The images asked for, in order.</param>
    /// <param name="key">The run's key.</param>
    /// <param name="journal">The results.</param>
    public RunResult Tabulate(string title, IReadOnlyList<MethodLine> methods, IReadOnlyList<MetricInstance> metrics, IReadOnlyList<string> ids, RunKey key, Journal journal)
    {
        var done = ids.Where(journal.Done.ContainsKey).Select(id => journal.Done[id]).ToList();
        var images = done.Where(entry => entry.Error is null).Select(entry => entry.Sample).ToList();
        var unreadable = done.Where(entry => entry.Error is not null).Select(entry => new SkippedRow(entry.Sample, null, entry.Error!)).ToList();
        var byCell = done.SelectMany(entry => entry.Cells.Select(cell => (entry.Sample, cell))).ToLookup(pair => pair.cell.Cell);
        var bootstrap = new Bootstrap(images, seed);
        bool Wanted(Cell cell) => metrics.Contains(cell.Metric) && methods.Any(method => method.Name == cell.Method.Name);
        var cells = plan.Cells.Select(planned => planned.Cell).Where(Wanted).ToList();
        var results = new CellResult[cells.Count];
        Parallel.For(0, results.Length, i => results[i] = Tabulate(cells[i], byCell[key.IndexOf(cells[i])], bootstrap));
        var failed = plan.Failed.Where(cell => Wanted(cell.Cell)).Select(cell => new CellResult(cell.Cell.Metric.Name, cell.Cell.Method.Name, null, null, [], [], cell.Reason));
        return new RunResult(
            title, subject.Name, methods, [.. metrics.Select(metric => new MetricColumn(metric.Name, metric.Plugin.Percent))],
            [.. results, .. failed], images.Count, ids.Count, unreadable, subject.Data.Classes);
    }

    private CellResult Tabulate(Cell cell, IEnumerable<(string Sample, JournalCell Cell)> entries, Bootstrap bootstrap)
    {
        var rows = new List<MetricRow>();
        var skipped = new List<SkippedRow>();
        var faults = new List<string>();
        foreach (var (sample, entry) in entries)
        {
            rows.AddRange(entry.Rows.Select(row => new MetricRow(sample, row.C, row.V, row.S)));
            skipped.AddRange(entry.Skipped.Select(skip => new SkippedRow(sample, skip.C, skip.R, skip.S)));
            faults.AddRange(entry.Skipped.Where(skip => skip.F).Select(skip => skip.R));
        }
        var (metric, method) = (cell.Metric, cell.Method.Name);
        try
        {
            var score = metric.Metric.Summarise(rows, plan.Card);
            if (rows.Count == 0) return new CellResult(metric.Name, method, null, null, rows, skipped, faults.FirstOrDefault());
            List<string> states = [.. score.Curve.Select(point => point.State)];
            var intervals = bootstrap.IntervalsOf(rows, states, drawn => Numbers(metric.Metric.Summarise(drawn, plan.Card), states));
            var images = rows.Where(row => row.State is not null).GroupBy(row => row.State!).ToDictionary(group => group.Key, group => group.Select(row => row.Sample).Distinct(StringComparer.Ordinal).Count(), StringComparer.Ordinal);
            return new CellResult(metric.Name, method, score, intervals[0], rows, skipped, null)
            {
                Faults = faults.Count,
                Curve = [.. score.Curve.Select((point, i) => new CurveValue(point.State, point.Value, intervals[i + 1], images.GetValueOrDefault(point.State)))],
            };
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return new CellResult(metric.Name, method, null, null, rows, skipped, $"{metric.Name} ({metric.Plugin.Assembly}): it threw {error.GetType().Name} while it summarised: {error.Message}");
        }
    }

    // The headline, then the curve at each state: a resample may lack one.
    private static double[] Numbers(MetricScore score, IReadOnlyList<string> states)
    {
        if (states.Count == 0) return [score.Value];
        var curve = score.Curve.ToDictionary(point => point.State, point => point.Value, StringComparer.Ordinal);
        return [score.Value, .. states.Select(state => curve.GetValueOrDefault(state, double.NaN))];
    }
}
