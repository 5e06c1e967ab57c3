using Workbench.Data;
using Workbench.Engine.Model;
using Workbench.Engine.Passes;
using Workbench.Engine.Plugins;
using Workbench.Engine.Store;
using Workbench.Results;

namespace Workbench.Engine.Runs;

/// <summary>Progress of a run.</summary>
/// <param name="Done">Images done, including those of earlier runs.</param>
/// <param name="Requested">Images requested.</param>
/// <param name="Computed">Images computed by this run.</param>
/// <param name="Faults">Faults so far: unreadable images and failed cells.</param>
public readonly record struct RunProgress(int Done, int Requested, int Computed, int Faults);

/// <summary>Computes those cells of a grid that a store lacks for a subject's images, and makes tables from the store.</summary>
public sealed class GridRun
{
    private const int LeastAhead = 16, MostAhead = 128;

    private readonly Subject _subject;
    private readonly ulong _seed;
    private readonly Dictionary<Cell, CellKey> _keys;
    private readonly PassPlan _all;   // includes the maps besides the cells
    private readonly MisbehavingPlugins _conduct = new();

    /// <summary>Plans a grid.</summary>
    /// <param name="subject">Model and data.</param>
    /// <param name="cells">The cells.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="host">The host's arithmetic and libraries; null for those of this process.</param>
    /// <param name="beside">Maps that images may need besides those of the cells; null for none.</param>
    /// <exception cref="PlanException">
    /// A layer does not exist, a rule matches no layer, or the data lacks annotations that a metric needs. The message has all problems.
    /// </exception>
    public GridRun(
        Subject subject,
        IReadOnlyList<Cell> cells,
        ulong seed,
        HostIdentity? host = null,
        IReadOnlyList<MapRequest>? beside = null)
    {
        (_subject, _seed) = (subject, seed);
        _keys = cells.ToDictionary(cell => cell, cell => CellKey.Create(subject, cell, seed, host));
        // Cells with one key, such as gradcam@b5 and gradcam@features.29, are computed once, as the first of them.
        var namesakes = cells.ToLookup(cell => _keys[cell].Id);
        _all = Planner.Plan(
            [.. namesakes.Select(group => group.First())],
            beside ?? [],
            subject.Model.Architecture,
            subject.Data.Annotations);
        Plan = PlanPart([.. _all.Cells.Select(planned => planned.Cell)], []);
        Failures = Plan
            .FailedCells.SelectMany(failed => namesakes[_keys[failed.Cell].Id], (failed, cell) => (Cell: cell, failed.Reason))
            .ToDictionary(failed => failed.Cell, failed => failed.Reason);
    }

    /// <summary>The passes of the whole grid. Of several cells with the same key it has the first only.</summary>
    public PassPlan Plan { get; }

    /// <summary>Images per batch; 0 to choose automatically. Results do not depend on it.</summary>
    public int Batch { get; init; }

    /// <summary>The batch size, how it was chosen, and each halving.</summary>
    public BatchSizer Batches => field ??= BatchSizer.ForModel(_subject.Model, Batch);

    /// <summary>
    /// Time limit of one call of a method or metric, without the time that the host spends on a method's questions. Default:
    /// <see cref="PluginLimits.Call"/>.
    /// </summary>
    public TimeSpan PluginLimit { get; init; } = PluginLimits.Call;

    /// <summary>Whether to compute a cell for an image; by default all. It must be the same for cells with one key.</summary>
    public Func<Cell, string, bool> IsWanted { get; init; } = (_, _) => true;

    /// <summary>Whether to store small maps and logits of an image for a gallery; by default not.</summary>
    public Func<string, bool> KeepsGlance { get; init; } = _ => false;

    /// <summary>Keeps whole maps beside the rows. An image whose maps are missing is recomputed. Null to keep none.</summary>
    public MapKeeper? Keeper { get; init; }

    /// <summary>The passes for maps without cells.</summary>
    /// <param name="requests">Maps of methods that the grid was planned with.</param>
    public PassPlan PlanPart(IReadOnlyList<MapRequest> requests) => PlanPart([], requests);

    private PassPlan PlanPart(IReadOnlyList<Cell> cells, IReadOnlyList<MapRequest> requests) =>
        Planner.PlanPart(_all, cells.ToHashSet(), requests);

    /// <summary>The keys of all cells, including those that failed while planning.</summary>
    public IReadOnlyDictionary<Cell, CellKey> Keys => _keys;

    /// <summary>The cells whose plugin failed while planning, with the reason.</summary>
    public IReadOnlyDictionary<Cell, string> Failures { get; }

    /// <summary>Computes what the store lacks. On cancellation it returns between batches. Finished batches stay in the store.</summary>
    /// <param name="ids">The images, in order.</param>
    /// <param name="store">Receives the results.</param>
    /// <param name="progress">Called after each batch.</param>
    /// <param name="cancel">Stops between batches.</param>
    /// <exception cref="RunStoreException">The store cannot be written.</exception>
    public void Compute(IReadOnlyList<string> ids, CellStore store, Action<RunProgress>? progress, CancellationToken cancel) =>
        Compute(ids, store, _ => [], progress, cancel);

    /// <summary>Computes what the store lacks, and maps besides the cells.</summary>
    /// <param name="ids">The images, in order.</param>
    /// <param name="store">Receives the results.</param>
    /// <param name="beside">Further maps of an image. They are computed only if the image is computed at all.</param>
    /// <param name="progress">Called after each batch.</param>
    /// <param name="cancel">Stops between batches.</param>
    /// <exception cref="RunStoreException">The store cannot be written.</exception>
    public void Compute(
        IReadOnlyList<string> ids,
        CellStore store,
        Func<string, IReadOnlyList<ExtraMaps>> beside,
        Action<RunProgress>? progress,
        CancellationToken cancel)
    {
        var cells = Plan.Cells.Select(planned => planned.Cell).ToList();
        // Images that lack the same cells run together: all at first, or those of one method after an edit. One with further maps runs
        // alone.
        var groups = ids.Select(id => (Id: id, Missing: Missing(cells, id, store)))
            .Where(image => image.Missing.Count > 0)
            .Select(image => (image.Id, image.Missing, Beside: beside(image.Id)))
            .GroupBy(
                image => string.Join(' ', image.Missing.Select(cell => _keys[cell].Id).Append(image.Beside.Count > 0 ? image.Id : "")),
                (_, images) => images.ToList())
            .ToList();
        var state = new RunProgress(ids.Count - groups.Sum(group => group.Count), ids.Count, 0, 0);
        progress?.Invoke(state);
        foreach (var group in groups)
        {
            var (_, missing, maps) = group[0];
            var plan = missing.Count == cells.Count ? Plan : PlanPart(missing, []);
            var scoring = new BatchScorer(
                _subject.Model,
                maps.Count > 0 ? PlanPart(missing, [.. maps.SelectMany(one => one.Requests)]) : plan,
                _seed,
                PluginLimit,
                KeepsGlance,
                Keeper?.WithKeys(_keys),
                _conduct)
            {
                Own = plan,
                Beside = maps,
            };
            Compute(scoring, [.. group.Select(image => image.Id)], store, ref state, progress, cancel);
            if (cancel.IsCancellationRequested) return;
        }
    }

    /// <summary>
    /// How many of some images
    /// <see cref="Compute(IReadOnlyList{string}, CellStore, Action{RunProgress}?, CancellationToken)"/> would compute.
    /// </summary>
    /// <param name="ids">The images.</param>
    /// <param name="store">The store.</param>
    public int CountMissing(IReadOnlyList<string> ids, CellStore store)
    {
        var cells = Plan.Cells.Select(planned => planned.Cell).ToList();
        return ids.Count(id => Missing(cells, id, store).Count > 0);
    }

    private List<Cell> Missing(List<Cell> cells, string id, CellStore store)
    {
        var lacks = Keeper?.Lacks(id, _keys) ?? (_ => false);
        return [.. cells.Where(cell => IsWanted(cell, id) && (!store.Has(_keys[cell], id) || lacks(cell)))];
    }

    private void Compute(
        BatchScorer scoring,
        IReadOnlyList<string> ids,
        CellStore store,
        ref RunProgress state,
        Action<RunProgress>? progress,
        CancellationToken cancel)
    {
        var (ahead, at, plan) = (Math.Clamp(Batches.Largest, LeastAhead, MostAhead), state, scoring.Plan);
        var loop = new BatchLoop<PreparedImage>(plan, Batches, image => (image.Input!.Width, image.Input.Height), 2 * ahead);
        loop.Run(Good(), scoring.Score, (batch, images) =>
        {
            Keep(images);
            progress?.Invoke(at);
        }, (image, reason) =>
        {
            Keep([CreateMemoryFault(plan, image, reason)]);
            progress?.Invoke(at);
        }, cancel);
        state = at;

        // Unreadable images are stored at once. The prefetcher does not get the token, as cancelling it would drop images of the current
        // batch.
        IEnumerable<PreparedImage> Good()
        {
            foreach (var item in new Prefetcher(_subject.Data, _subject.Input, ahead: 2 * ahead).Prepare(ids, CancellationToken.None))
            {
                if (cancel.IsCancellationRequested) yield break;
                if ((item.Error?.Message ?? TooSmall(item)) is not { } error)
                {
                    yield return item;
                    continue;
                }
                store.Append([
                    new StoredImage(item.Id, [.. plan.Cells.Select(planned => (_keys[planned.Cell], new StoredCell([], [], error)))]),
                ]);
                at = at with { Done = at.Done + 1, Computed = at.Computed + 1, Faults = at.Faults + 1 };
            }
        }

        void Keep(IReadOnlyList<ScoredImage> images)
        {
            store.Append([
                .. images.Select(image => new StoredImage(
                    image.Id,
                    [.. image.Cells.Select(cell => (_keys[cell.Cell], cell.Stored))],
                    image.Glance)),
            ]);
            var faults = images.Sum(image => image.Cells.Count(cell => cell.Stored.Skipped.Any(skip => skip.Fault)));
            at = at with { Done = at.Done + images.Count, Computed = at.Computed + images.Count, Faults = at.Faults + faults };
        }
    }

    private static ScoredImage CreateMemoryFault(PassPlan plan, PreparedImage image, string reason)
    {
        var fault = new StoredCell(
            [],
            [
                new StoredSkip(
                    null,
                    $"out of memory with this image alone ({image.Input!.Width}×{image.Input.Height}). {reason}",
                    Fault: true),
            ],
            IsTransient: true);
        return new ScoredImage(image.Id, [.. plan.Cells.Select(cell => (cell.Cell, fault))], null);
    }

    private string? TooSmall(PreparedImage image) =>
        _subject.Model.Architecture.SizeFault(image.Input!.Width, image.Input.Height) is { } why
            ? $"The image '{image.Source ?? image.Id}' {why}."
            : null;

    /// <summary>Makes a table from the store.</summary>
    /// <param name="title">Its caption.</param>
    /// <param name="methods">Its rows, in order.</param>
    /// <param name="metrics">Its columns, in order.</param>
    /// <param name="ids">The images requested, in order.</param>
    /// <param name="store">The store.</param>
    public TableResult Tabulate(
        string title,
        IReadOnlyList<MethodLine> methods,
        IReadOnlyList<MetricInstance> metrics,
        IReadOnlyList<string> ids,
        CellStore store) => new Tabulator(_subject, _keys, Failures, _seed, PluginLimit).CreateTable(title, methods, metrics, ids, store);
}
