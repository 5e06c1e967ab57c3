using Workbench.Data;
using Workbench.Engine.Model;
using Workbench.Engine.Native;
using Workbench.Engine.Passes;
using Workbench.Engine.Plugins;
using Workbench.Engine.Store;
using Workbench.Results;
using static TorchSharp.torch;

namespace Workbench.Engine.Runs;

/// <summary>
/// Maps and scores of one batch of images. A method or metric that hangs is stopped and the batch repeated without it. If memory runs out
/// with several images, the exception is thrown to the caller. With one image, only the cells that did not fit fail.
/// </summary>
/// <param name="model">The model.</param>
/// <param name="plan">The passes.</param>
/// <param name="seed">The run's seed.</param>
/// <param name="limit">Time limit of one call of a plugin.</param>
/// <param name="glance">Whether to keep small maps of an image.</param>
/// <param name="keeper">Keeps whole maps, or null.</param>
/// <param name="conduct">The run's record of misbehaving plugins. This batch adds to it.</param>
internal sealed class BatchScorer(
    ModelService model,
    PassPlan plan,
    ulong seed,
    TimeSpan limit,
    Func<string, bool> glance,
    MapKeeper? keeper,
    MisbehavingPlugins conduct)
{
    public PassPlan Plan => plan;

    /// <summary>The passes for the cells, without those for extra maps. Their maps are kept and shown in a gallery.</summary>
    public required PassPlan Own { get; init; }

    /// <summary>Maps to compute besides those of the cells.</summary>
    public IReadOnlyList<ExtraMaps> Beside { get; init; } = [];

    /// <summary>The rows of each image, in order.</summary>
    /// <param name="items">Images of one size.</param>
    public IReadOnlyList<ScoredImage> Score(IReadOnlyList<PreparedImage> items)
    {
        using var pause = CollectorPause.Begin();
        return conduct.Run(limit, (clock, stopped) => Score(items, clock, stopped));
    }

    private List<ScoredImage> Score(IReadOnlyList<PreparedImage> items, PluginClock clock, IReadOnlyDictionary<object, string> stopped)
    {
        using var scope = NewDisposeScope();
        var input = tensor(
            items.SelectMany(item => item.Input!.Chw).ToArray(),
            [items.Count, 3, items[0].Input!.Height, items[0].Input!.Width]);
        var runner = new PassRunner(model, plan, seed) { Clock = clock, StoppedMethods = stopped, Conduct = conduct };
        var maps = runner.Run([.. items.Select(item => item.Sample!)], input);
        try
        {
            var rows = maps.Select(_ => new (Cell, StoredCell)[plan.Cells.Count]).ToArray();
            Parallel.For(0, maps.Count * plan.Cells.Count, i =>
            {
                var (image, cell) = (i / plan.Cells.Count, i % plan.Cells.Count);
                rows[image][cell] = (
                    plan.Cells[cell].Cell,
                    Score(plan.Cells[cell], maps[image], clock, stopped, smallest: maps.Count == 1));
            });
            foreach (var image in maps)
            {
                keeper?.Write(image, Own);
                foreach (var beside in Beside) beside.Take(new TargetMaps(image, beside.First, beside.Targets));
            }
            return
            [
                .. maps.Zip(rows, (image, cells) =>
                    new ScoredImage(image.Sample.Id, cells, glance(image.Sample.Id) ? Glance(image, cells) : null)),
            ];
        }
        catch (AggregateException error) when (error.InnerExceptions.Any(inner => inner is AbandonedException))
        {
            throw new AbandonedException();
        }
        finally
        {
            foreach (var image in maps) image.Dispose();
        }
    }

    private SampleThumbnails Glance(ImageMaps image, IReadOnlyList<(Cell Cell, StoredCell Stored)> cells) =>
        new(
            image.Sample.Id,
            image.Logits,
            image
                .AllOf(Own)
                .Where(map => map.State.RandomiseFrom is null)
                .DistinctBy(map => (map.Method.Name, map.Class))
                .ToDictionary(map => (map.Method.Name, map.Class), map => SmallMap.From(map.Map)))
        {
        Points = cells.Where(cell => cell.Stored.Points.Count > 0).DistinctBy(cell => (cell.Cell.Metric.Name, cell.Cell.Method.Name))
            .ToDictionary(cell => (cell.Cell.Metric.Name, cell.Cell.Method.Name), cell => cell.Stored.Points),
    };

    private StoredCell Score(
        PlannedCell planned,
        ImageMaps maps,
        PluginClock clock,
        IReadOnlyDictionary<object, string> stopped,
        bool smallest)
    {
        var (method, metric) = (planned.Cell.Method, planned.Cell.Metric);
        if (maps.FailureOf(method, planned.Request) is { } failure)
            return Fault(failure, stopped.ContainsKey(method) || maps.RanOutOfMemory(method));
        if (stopped.TryGetValue(metric, out var reason)) return Fault(reason, passing: true);
        using var scope = NewDisposeScope();
        using var lent = maps.Lend(method, planned.Request);
        try
        {
            return PluginGuard.Call(clock, metric, () =>
            {
                using var none = no_grad();   // the metric's changes to the thread's gradient mode end with the call
                var cell = ScoreReader.Read(metric.Metric.Score(lent), maps.Sample.Id, planned.Request.States, model.Architecture.Classes);
                lent.Check();
                return cell;
            });
        }
        catch (PluginFaultException error)
        {
            return Fault($"{metric.Name} ({metric.Plugin.Assembly}): {error.Message}");
        }
        catch (PluginOutOfMemoryException error) when (smallest)
        {
            return Fault($"{metric.Name} ({metric.Plugin.Assembly}): out of memory with this image alone. {error.Message}", passing: true);
        }
    }

    private static StoredCell Fault(string reason, bool passing = false) =>
        new([], [new StoredSkip(null, reason, Fault: true)], IsTransient: passing);
}

/// <summary>A scored image of a batch.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Cells">Its rows by cell.</param>
/// <param name="Glance">Small maps, or null if none are kept.</param>
internal sealed record ScoredImage(string Id, IReadOnlyList<(Cell Cell, StoredCell Stored)> Cells, SampleThumbnails? Glance);
