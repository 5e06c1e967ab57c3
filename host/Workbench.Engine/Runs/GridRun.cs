using Workbench.Data;
using Workbench.Engine.Model;
using Workbench.Engine.Passes;
using Workbench.Engine.Plugins;
using Workbench.Engine.Store;
using Workbench.Results;

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
    private const int LeastAhead = 16, MostAhead = 128;

    private readonly Subject _subject;
    private readonly ulong _seed;
    private readonly Dictionary<Cell, CellKey> _keys;
    private readonly PassPlan _all;   // with the maps beside the cells
    private readonly PluginConduct _conduct = new();

    /// <summary>Plans a grid.</summary>
    /// <param name="subject">Model and data.</param>
    /// <param name="cells">The cells.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="host">The host's arithmetic and libraries; null for this process's.</param>
    /// <param name="beside">Maps that images may be asked for beside the cells; null for none.</param>
    /// <exception cref="PlanException">A layer does not exist, a rule matches no layer, or the data lacks what a metric needs: all of it in one message.</exception>
    public GridRun(
        Subject subject,
        IReadOnlyList<Cell> cells,
        ulong seed,
        HostIdentity? host = null,
        IReadOnlyList<MapRequest>? beside = null)
    {
        (_subject, _seed) = (subject, seed);
        _keys = cells.ToDictionary(cell => cell, cell => CellKey.Of(subject, cell, seed, host));
        // gradcam@b5 and gradcam@features.29 are one cell: the first of one key computes for all.
        var namesakes = cells.ToLookup(cell => _keys[cell].Id);
        _all = Planner.Plan([.. namesakes.Select(group => group.First())], beside ?? [], subject.Model.Card, subject.Data.Has);
        Plan = PlanOf([.. _all.Cells.Select(planned => planned.Cell)], []);
        Failures = Plan
            .Failed.SelectMany(failed => namesakes[_keys[failed.Cell].Id], (failed, cell) => (Cell: cell, failed.Reason))
            .ToDictionary(failed => failed.Cell, failed => failed.Reason);
    }

    /// <summary>The passes of the whole grid; of cells of one key, the first.</summary>
    public PassPlan Plan { get; }

    /// <summary>Images per batch; 0 to choose by the plan's memory. Results do not depend on it.</summary>
    public int Batch { get; init; }

    /// <summary>What became of the batches: their size, where it comes from, and each time that memory ran out.</summary>
    public BatchSizer Batches => field ??= BatchSizer.For(_subject.Model, Batch);

    /// <summary>The longest that one call of a method or metric may take; time that the host spends on a method's questions does not count. Default: <see cref="PluginLimits.Call"/>.</summary>
    public TimeSpan PluginLimit { get; init; } = PluginLimits.Call;

    /// <summary>Which cells are wanted for an image; by default all. Cells of one key are wanted for the same.</summary>
    public Func<Cell, string, bool> Wants { get; init; } = (_, _) => true;

    /// <summary>For which images the store is given small maps and logits, for a gallery; by default none.</summary>
    public Func<string, bool> Glances { get; init; } = _ => false;

    /// <summary>Keeps whole maps beside the rows; an image whose maps are missing is computed again. Null to keep none.</summary>
    public MapKeeper? Keeper { get; init; }

    /// <summary>The passes for maps alone that the grid was given with its cells.</summary>
    /// <param name="requests">The maps.</param>
    public PassPlan PlanOf(IReadOnlyList<MapRequest> requests) => PlanOf([], requests);

    private PassPlan PlanOf(IReadOnlyList<Cell> cells, IReadOnlyList<MapRequest> requests) =>
        Planner.Part(_all, cells.ToHashSet(), requests);

    /// <summary>The keys of the grid's cells, of those that failed to plan too.</summary>
    public IReadOnlyDictionary<Cell, CellKey> Keys => _keys;

    /// <summary>Why cells cannot be computed: their plugin failed while it planned.</summary>
    public IReadOnlyDictionary<Cell, string> Failures { get; }

    /// <summary>Computes what the store lacks. Returns early, between batches, when cancelled; what is done stays.</summary>
    /// <param name="ids">The images, in order.</param>
    /// <param name="store">Where results go.</param>
    /// <param name="progress">Told after each batch.</param>
    /// <param name="cancel">Stops between batches.</param>
    /// <exception cref="RunStoreException">The store cannot be written.</exception>
    public void Compute(IReadOnlyList<string> ids, CellStore store, Action<RunProgress>? progress, CancellationToken cancel) =>
        Compute(ids, store, _ => [], progress, cancel);

    /// <summary>The same, and maps beside the cells.</summary>
    /// <param name="ids">The images, in order.</param>
    /// <param name="store">Where results go.</param>
    /// <param name="beside">Maps that an image is asked for beside its cells, where it is computed at all.</param>
    /// <param name="progress">Told after each batch.</param>
    /// <param name="cancel">Stops between batches.</param>
    /// <exception cref="RunStoreException">The store cannot be written.</exception>
    public void Compute(
        IReadOnlyList<string> ids,
        CellStore store,
        Func<string, IReadOnlyList<BesideMaps>> beside,
        Action<RunProgress>? progress,
        CancellationToken cancel)
    {
        var cells = Plan.Cells.Select(planned => planned.Cell).ToList();
        // Images that lack the same cells run together: all of them at first, those of one method after it was edited. One that is asked for more runs by itself.
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
            var plan = missing.Count == cells.Count ? Plan : PlanOf(missing, []);
            var scoring = new BatchScoring(
                _subject.Model,
                maps.Count > 0 ? PlanOf(missing, [.. maps.SelectMany(one => one.Requests)]) : plan,
                _seed,
                PluginLimit,
                Glances,
                Keeper?.Of(_keys),
                _conduct)
            {
                Own = plan,
                Beside = maps,
            };
            Compute(scoring, [.. group.Select(image => image.Id)], store, ref state, progress, cancel);
            if (cancel.IsCancellationRequested) return;
        }
    }

    /// <summary>How many of some images <see cref="Compute(IReadOnlyList{string}, CellStore, Action{RunProgress}?, CancellationToken)"/> would compute something for.</summary>
    /// <param name="ids">The images.</param>
    /// <param name="store">The results.</param>
    public int Left(IReadOnlyList<string> ids, CellStore store)
    {
        var cells = Plan.Cells.Select(planned => planned.Cell).ToList();
        return ids.Count(id => Missing(cells, id, store).Count > 0);
    }

    private List<Cell> Missing(List<Cell> cells, string id, CellStore store)
    {
        var lacks = Keeper?.Lacks(id, _keys) ?? (_ => false);
        return [.. cells.Where(cell => Wants(cell, id) && (!store.Has(_keys[cell], id) || lacks(cell)))];
    }

    private void Compute(
        BatchScoring scoring,
        IReadOnlyList<string> ids,
        CellStore store,
        ref RunProgress state,
        Action<RunProgress>? progress,
        CancellationToken cancel)
    {
        var (ahead, at, plan) = (Math.Clamp(Batches.Largest, LeastAhead, MostAhead), state, scoring.Plan);
        var loop = new BatchLoop<Prepared>(plan, Batches, image => (image.Input!.Width, image.Input.Height), 2 * ahead);
        loop.Run(Good(), scoring.Score, (batch, images) =>
        {
            Keep(images);
            progress?.Invoke(at);
        }, (image, reason) =>
        {
            Keep([Unscored(plan, image, reason)]);
            progress?.Invoke(at);
        }, cancel);
        state = at;

        // What cannot be read is written down at once. Not handed the token: it would throw away the images of the batch in hand.
        IEnumerable<Prepared> Good()
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

    private static ScoredImage Unscored(PassPlan plan, Prepared image, string reason)
    {
        var fault = new StoredCell(
            [],
            [
                new StoredSkip(
                    null,
                    $"out of memory with this image alone ({image.Input!.Width}×{image.Input.Height}). {reason}",
                    Fault: true),
            ],
            IsPassing: true);
        return new ScoredImage(image.Id, [.. plan.Cells.Select(cell => (cell.Cell, fault))], null);
    }

    private string? TooSmall(Prepared image) =>
        _subject.Model.Card.TooSmall(image.Input!.Width, image.Input.Height) is { } why
            ? $"The image '{image.Source ?? image.Id}' {why}."
            : null;

    /// <summary>One table of what a store holds.</summary>
    /// <param name="title">Its caption.</param>
    /// <param name="methods">Its rows, in order.</param>
    /// <param name="metrics">Its columns, in order.</param>
    /// <param name="ids">The images asked for, in order.</param>
    /// <param name="store">The results.</param>
    public RunResult Tabulate(
        string title,
        IReadOnlyList<MethodLine> methods,
        IReadOnlyList<MetricInstance> metrics,
        IReadOnlyList<string> ids,
        CellStore store
    ) => new Tabulation(_subject, _keys, Failures, _seed, PluginLimit).Of(title, methods, metrics, ids, store);
}
