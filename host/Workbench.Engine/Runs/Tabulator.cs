using System.Collections.Concurrent;
using Workbench.Engine.Model;
using Workbench.Engine.Native;
using Workbench.Engine.Passes;
using Workbench.Engine.Plugins;
using Workbench.Engine.Store;
using Workbench.Results;

namespace Workbench.Engine.Runs;

/// <summary>Makes tables from a store.</summary>
/// <param name="subject">Model and data.</param>
/// <param name="keys">The grid's cells and their keys, in order.</param>
/// <param name="failures">Why cells cannot be computed.</param>
/// <param name="seed">The run's seed.</param>
/// <param name="limit">Time limit for a metric's summary.</param>
internal sealed class Tabulator(
    Subject subject,
    IReadOnlyDictionary<Cell, CellKey> keys,
    IReadOnlyDictionary<Cell, string> failures,
    ulong seed,
    TimeSpan limit)
{
    /// <summary>One table. An image counts once all its cells are done.</summary>
    public TableResult CreateTable(
        string title,
        IReadOnlyList<MethodLine> methods,
        IReadOnlyList<MetricInstance> metrics,
        IReadOnlyList<string> ids,
        CellStore store)
    {
        bool Wanted(Cell cell) =>
            metrics.Any(metric => metric.Name == cell.Metric.Name) && methods.Any(method => method.Name == cell.Method.Name);
        var wanted = keys.Keys.Where(Wanted).ToList();
        var cells = wanted.Where(cell => !failures.ContainsKey(cell)).ToList();
        var done = ids.Select(id => (Id: id, Cells: cells.Select(cell => store.Find(keys[cell], id)).ToList()))
            .Where(image => image.Cells.TrueForAll(cell => cell is not null))
            .ToList();
        var images = done.Where(image => image.Cells.TrueForAll(cell => cell!.Error is null)).ToList();
        var unreadable = done.Where(image => image.Cells.Exists(cell => cell!.Error is not null))
            .Select(image => new SkippedRow(image.Id, null, image.Cells.First(cell => cell!.Error is not null)!.Error!))
            .ToList();
        var bootstrap = new Bootstrap([.. images.Select(image => image.Id)], seed);
        var results = new CellResult[cells.Count];
        // A metric that hangs in one cell would hang in the others.
        var hung = new ConcurrentDictionary<MetricInstance, string>(ReferenceEqualityComparer.Instance);
        Parallel.For(0, results.Length, i =>
            results[i] = Tabulate(cells[i], [.. images.Select(image => (image.Id, image.Cells[i]!))], bootstrap, hung));
        var failed = wanted
            .Where(failures.ContainsKey)
            .Select(cell => new CellResult(cell.Metric.Name, cell.Method.Name, null, null, [], [], failures[cell]) { Key = keys[cell].Id });
        return new TableResult(
            title, subject.Name, methods, [.. metrics.Select(metric => new MetricColumn(metric.Name, metric.Plugin.Percent))],
            [.. results, .. failed], images.Count, ids.Count, unreadable, subject.Data.Classes);
    }

    private CellResult Tabulate(
        Cell cell,
        IReadOnlyList<(string Sample, StoredCell Cell)> entries,
        Bootstrap bootstrap,
        ConcurrentDictionary<MetricInstance, string> hung)
    {
        List<MetricRow> rows =
        [
            .. entries.SelectMany(entry => entry.Cell.Rows.Select(row => new MetricRow(entry.Sample, row.Class, row.Value, row.State))),
        ];
        List<SkippedRow> skipped =
        [
            .. entries.SelectMany(entry =>
                entry.Cell.Skipped.Select(skip => new SkippedRow(entry.Sample, skip.Class, skip.Reason, skip.State))),
        ];
        List<string> faults = [.. entries.SelectMany(entry => entry.Cell.Skipped).Where(skip => skip.Fault).Select(skip => skip.Reason)];
        var metric = cell.Metric;
        CellResult Failed(string? reason) => new(metric.Name, cell.Method.Name, null, null, rows, skipped, reason) { Key = keys[cell].Id };
        if (rows.Count == 0) return Failed(faults.FirstOrDefault());
        if (hung.TryGetValue(metric, out var known)) return Failed(known);
        try
        {
            return PluginClock.Run(limit, clock =>
            {
                T Summary<T>(IReadOnlyList<MetricRow> of, Func<MetricScore?, T> read) =>
                    PluginGuard.Call(clock, metric, () => read(metric.Metric.Summarise(of, subject.Model.Architecture)));
                var score = Summary(rows.AsReadOnly(), SummaryReader.ReadSummary);
                if (metric.Plugin.IsMean && RowMeans.FindDisagreement(score, rows) is { } wrong)
                    return Failed($"{metric.Name} ({metric.Plugin.Assembly}): it declares its score as the mean of its rows, but {wrong}.");
                List<string> states = [.. score.Curve.Select(point => point.State)];
                double[] Numbers(IReadOnlyList<MetricRow> drawn) => Summary(drawn, summary => SummaryReader.ReadNumbers(summary, states));
                var resamples = bootstrap.Resamples(rows, states, metric.Plugin.IsMean ? null : Numbers);
                List<Interval> intervals = [.. resamples.Select(Bootstrap.Percentiles)];
                var images = rows.Where(row => row.State is not null)
                    .GroupBy(row => row.State!)
                    .ToDictionary(
                        group => group.Key,
                        group => group.Select(row => row.Sample).Distinct(StringComparer.Ordinal).Count(),
                        StringComparer.Ordinal);
                return new CellResult(metric.Name, cell.Method.Name, score, intervals[0], rows, skipped, null)
                {
                    Key = keys[cell].Id,
                    IsMean = metric.Plugin.IsMean,
                    Faults = faults.Count,
                    Resamples = resamples[0],
                    Curve =
                    [
                        .. score.Curve.Select((point, i) =>
                            new CurveValue(point.State, point.Value, intervals[i + 1], images.GetValueOrDefault(point.State))),
                    ],
                };
            });
        }
        catch (PluginHungException error)
        {
            hung[metric] = $"{metric.Name} ({metric.Plugin.Assembly}): it did not summarise within {error.Limit.TotalSeconds:0.###} s.";
            return Failed(hung[metric]);
        }
        catch (Exception error) when (error is PluginFaultException or PluginOutOfMemoryException)
        {
            return Failed($"{metric.Name} ({metric.Plugin.Assembly}): " + error switch
            {
                PluginFaultException { PluginException: { } thrown } => $"it threw {thrown.Type} while it summarised: {thrown.Said}",
                PluginFaultException => $"{error.Message} when it summarised.",
                _ => "it ran out of memory while it summarised.",
            });
        }
    }
}
