using System.Collections.Concurrent;
using TorchSharp;
using Workbench.Engine.Data;
using Workbench.Engine.Passes;
using Workbench.Engine.Plugins;

namespace Workbench.Engine.Runs;

/// <summary>How a run reports its progress.</summary>
/// <param name="Done">Images done, those of an earlier run too.</param>
/// <param name="Wanted">Images asked for.</param>
/// <param name="Computed">Images computed by this run.</param>
/// <param name="Faults">Faults so far: unreadable images and failed maps.</param>
public readonly record struct RunProgress(int Done, int Wanted, int Computed, int Faults);

/// <summary>Computes the cells of a grid that a store lacks over a subject's images, and makes tables of what the store holds.</summary>
public sealed class GridRun
{
    private const long MemoryBudget = 3L << 29;
    private const int LargestBatch = 16, AssumedRows = 4;

    private readonly Subject _subject;
    private readonly ulong _seed;
    private readonly Dictionary<Cell, CellKey> _keys;
    private readonly Dictionary<object, string> _stopped = new(ReferenceEqualityComparer.Instance);

    /// <summary>Plans a grid.</summary>
    /// <param name="subject">Model and data.</param>
    /// <param name="cells">The cells.</param>
    /// <param name="seed">The run's seed.</param>
    /// <exception cref="PlanException">A layer does not exist, a rule matches no layer, or the data lacks what a metric needs: all of it in one message.</exception>
    public GridRun(Subject subject, IReadOnlyList<Cell> cells, ulong seed)
    {
        (_subject, _seed) = (subject, seed);
        Plan = Planner.Plan(cells, subject.Model.Card, subject.Data.Has);
        _keys = cells.ToDictionary(cell => cell, cell => CellKey.Of(subject, cell, seed));
    }

    /// <summary>The passes of the whole grid.</summary>
    public PassPlan Plan { get; }

    /// <summary>Images per batch; 0 to choose by the plan's memory. Results do not depend on it.</summary>
    public int Batch { get; init; }

    /// <summary>The longest that one call of a method or metric may take; time that the host spends on a method's questions does not count.</summary>
    public TimeSpan PluginLimit { get; init; } = DefaultPluginLimit;

    /// <summary>One minute.</summary>
    public static TimeSpan DefaultPluginLimit { get; } = TimeSpan.FromMinutes(1);

    /// <summary>The keys of the grid's cells, of those that failed to plan too.</summary>
    public IReadOnlyDictionary<Cell, CellKey> Keys => _keys;

    /// <summary>Computes what the store lacks. Returns early, between batches, when cancelled; what is done stays.</summary>
    /// <param name="ids">The images, in order.</param>
    /// <param name="store">Where results go.</param>
    /// <param name="progress">Told after each batch.</param>
    /// <param name="cancel">Stops between batches.</param>
    /// <exception cref="RunStoreException">The store cannot be written.</exception>
    public void Compute(IReadOnlyList<string> ids, CellStore store, Action<RunProgress>? progress, CancellationToken cancel)
    {
        var cells = Plan.Cells.Select(planned => planned.Cell).ToList();
        // Images that lack the same cells run together: all of them at first, those of one method after it was edited.
        var groups = ids.Select(id => (Id: id, Missing: cells.Where(cell => !store.Has(_keys[cell], id)).ToList())).Where(image => image.Missing.Count > 0)
            .GroupBy(image => string.Join(' ', image.Missing.Select(cell => _keys[cell].Id)), (_, images) => images.ToList()).ToList();
        var state = new RunProgress(ids.Count - groups.Sum(group => group.Count), ids.Count, 0, 0);
        progress?.Invoke(state);
        foreach (var group in groups)
        {
            var plan = group[0].Missing.Count == cells.Count ? Plan : Planner.Plan(group[0].Missing, _subject.Model.Card, _subject.Data.Has);
            Compute(plan, [.. group.Select(image => image.Id)], store, ref state, progress, cancel);
            if (cancel.IsCancellationRequested) return;
        }
    }

    private void Compute(PassPlan plan, IReadOnlyList<string> ids, CellStore store, ref RunProgress state, Action<RunProgress>? progress, CancellationToken cancel)
    {
        var waiting = new List<Prepared>();
        // Not handed the token: it would throw away the images of the batch in hand.
        foreach (var item in new Prefetcher(_subject.Data, _subject.Input, ahead: 2 * LargestBatch).Prepare(ids, CancellationToken.None))
        {
            if (cancel.IsCancellationRequested) return;
            if (item.Error is not null)
            {
                store.Append(item.Id, [.. plan.Cells.Select(planned => (_keys[planned.Cell], new StoredCell([], [], item.Error.Message)))]);
                state = state with { Done = state.Done + 1, Computed = state.Computed + 1, Faults = state.Faults + 1 };
                continue;
            }
            // Images of one size share a batch; the next of another size starts a new one.
            if (waiting.Count > 0 && (waiting[0].Input!.Width, waiting[0].Input!.Height) != (item.Input!.Width, item.Input.Height)) Flush(ref state);
            waiting.Add(item);
            if (waiting.Count >= BatchFor(plan, item.Input!)) Flush(ref state);
        }
        if (!cancel.IsCancellationRequested) Flush(ref state);

        void Flush(ref RunProgress state)
        {
            if (waiting.Count == 0) return;
            var faults = 0;
            foreach (var (id, cells) in new BatchScoring(_subject.Model, plan, _seed, PluginLimit, _stopped).Score(waiting))
            {
                faults += cells.Count(cell => cell.Stored.Skipped.Any(skip => skip.F));
                store.Append(id, [.. cells.Select(cell => (_keys[cell.Cell], cell.Stored))]);
            }
            state = state with { Done = state.Done + waiting.Count, Computed = state.Computed + waiting.Count, Faults = state.Faults + faults };
            waiting.Clear();
            progress?.Invoke(state);
        }
    }

    private int BatchFor(PassPlan plan, ModelInput input) => Batch > 0
        ? Batch
        : PlanCost.Estimate(plan, input.Width, input.Height, AssumedRows, (int)_subject.Model.Dtype.ElementSize()).BatchFor(MemoryBudget, LargestBatch);

    /// <summary>One table of what a store holds.</summary>
    /// <param name="title">Its caption.</param>
    /// <param name="methods">Its rows, in order.</param>
    /// <param name="metrics">Its columns, in order.</param>
    /// <param name="ids">The images asked for, in order.</param>
    /// <param name="store">The results.</param>
    public RunResult Tabulate(string title, IReadOnlyList<MethodLine> methods, IReadOnlyList<MetricInstance> metrics, IReadOnlyList<string> ids, CellStore store)
    {
        bool Wanted(Cell cell) => metrics.Any(metric => metric.Name == cell.Metric.Name) && methods.Any(method => method.Name == cell.Method.Name);
        var cells = Plan.Cells.Select(planned => planned.Cell).Where(Wanted).ToList();
        // An image counts once all its cells are done.
        var done = ids.Select(id => (Id: id, Cells: cells.Select(cell => store.Find(_keys[cell], id)).ToList())).Where(image => image.Cells.TrueForAll(cell => cell is not null)).ToList();
        var images = done.Where(image => image.Cells.TrueForAll(cell => cell!.Error is null)).ToList();
        var unreadable = done.Where(image => image.Cells.Exists(cell => cell!.Error is not null)).Select(image => new SkippedRow(image.Id, null, image.Cells.First(cell => cell!.Error is not null)!.Error!)).ToList();
        var bootstrap = new Bootstrap([.. images.Select(image => image.Id)], _seed);
        var results = new CellResult[cells.Count];
        var hung = new ConcurrentDictionary<MetricInstance, string>(ReferenceEqualityComparer.Instance);   // a metric that hangs in one cell would in the next
        Parallel.For(0, results.Length, i => results[i] = Tabulate(cells[i], [.. images.Select(image => (image.Id, image.Cells[i]!))], bootstrap, hung));
        var failed = Plan.Failed.Where(cell => Wanted(cell.Cell)).Select(cell => new CellResult(cell.Cell.Metric.Name, cell.Cell.Method.Name, null, null, [], [], cell.Reason));
        return new RunResult(
            title, _subject.Name, methods, [.. metrics.Select(metric => new MetricColumn(metric.Name, metric.Plugin.Percent))],
            [.. results, .. failed], images.Count, ids.Count, unreadable, _subject.Data.Classes);
    }

    private CellResult Tabulate(Cell cell, IReadOnlyList<(string Sample, StoredCell Cell)> entries, Bootstrap bootstrap, ConcurrentDictionary<MetricInstance, string> hung)
    {
        List<MetricRow> rows = [.. entries.SelectMany(entry => entry.Cell.Rows.Select(row => new MetricRow(entry.Sample, row.C, row.V, row.S)))];
        List<SkippedRow> skipped = [.. entries.SelectMany(entry => entry.Cell.Skipped.Select(skip => new SkippedRow(entry.Sample, skip.C, skip.R, skip.S)))];
        List<string> faults = [.. entries.SelectMany(entry => entry.Cell.Skipped).Where(skip => skip.F).Select(skip => skip.R)];
        var metric = cell.Metric;
        CellResult Failed(string? reason) => new(metric.Name, cell.Method.Name, null, null, rows, skipped, reason);
        if (rows.Count == 0) return Failed(faults.FirstOrDefault());
        if (hung.TryGetValue(metric, out var known)) return Failed(known);
        try
        {
            return PluginClock.Run(PluginLimit, clock =>
            {
                MetricScore Summary(IReadOnlyList<MetricRow> of) => clock.Call(metric, () => metric.Metric.Summarise(of, Plan.Card));
                var score = Summary(rows);
                List<string> states = [.. score.Curve.Select(point => point.State)];
                var resamples = bootstrap.Resamples(rows, states, drawn => Numbers(Summary(drawn), states));
                List<Interval> intervals = [.. resamples.Select(Bootstrap.Percentiles)];
                var images = rows.Where(row => row.State is not null).GroupBy(row => row.State!).ToDictionary(group => group.Key, group => group.Select(row => row.Sample).Distinct(StringComparer.Ordinal).Count(), StringComparer.Ordinal);
                return new CellResult(metric.Name, cell.Method.Name, score, intervals[0], rows, skipped, null)
                {
                    Faults = faults.Count,
                    Resamples = resamples[0],
                    Curve = [.. score.Curve.Select((point, i) => new CurveValue(point.State, point.Value, intervals[i + 1], images.GetValueOrDefault(point.State)))],
                };
            });
        }
        catch (PluginHungException error)
        {
            return Failed(hung[metric] = $"{metric.Name} ({metric.Plugin.Assembly}): it did not summarise within {error.Limit.TotalSeconds:0.###} s.");
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return Failed($"{metric.Name} ({metric.Plugin.Assembly}): it threw {error.GetType().Name} while it summarised: {error.Message}");
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
