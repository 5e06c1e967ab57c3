using Workbench.Engine.Model;
using Workbench.Engine.Native;
using Workbench.Engine.Passes;
using Workbench.Engine.Plugins;
using static TorchSharp.torch;

namespace Workbench.Engine.Runs;

/// <summary>Maps of given methods for given targets, with no metric to ask for them, through the same shared passes and the same loop as a grid.</summary>
public sealed class MapRun
{
    private const int MostWaiting = 32;

    private readonly PluginConduct _conduct = new();
    private readonly ModelService _model;
    private readonly ModelState _first;
    private readonly ulong _seed;

    /// <summary>Plans the passes, once for all images.</summary>
    /// <param name="model">The model.</param>
    /// <param name="methods">The methods.</param>
    /// <param name="targets">Kinds of targets that images will be asked about: see <see cref="KindsOf"/>.</param>
    /// <param name="seed">Seed of the methods' random draws.</param>
    /// <exception cref="PlanException">A layer does not exist, or a rule matches no layer: all of it in one message.</exception>
    public MapRun(ModelService model, IReadOnlyList<MethodInstance> methods, TargetKinds targets, ulong seed = 0)
        : this(
            model,
            Planner.Plan([.. methods.Select(method => new MapRequest(method, targets, [ModelState.Trained]))], model.Card),
            ModelState.Trained,
            seed
        ) { }

    /// <summary>Takes passes that are planned.</summary>
    /// <param name="model">The model.</param>
    /// <param name="plan">The passes.</param>
    /// <param name="first">The state that maps are of where none is named.</param>
    /// <param name="seed">Seed of the methods' random draws.</param>
    public MapRun(ModelService model, PassPlan plan, ModelState first, ulong seed) =>
        (_model, Plan, _first, _seed) = (model, plan, first, seed);

    /// <summary>The kinds of some targets: a class of its own is one of the image's.</summary>
    /// <param name="targets">The targets.</param>
    public static TargetKinds KindsOf(IEnumerable<MapTarget> targets) =>
        targets.Aggregate(TargetKinds.None, (kinds, target) => kinds | (target.Class is null ? target.Kind : TargetKinds.PresentClasses));

    /// <summary>The longest that one call of a method may take. Default: <see cref="PluginLimits.Call"/>.</summary>
    public TimeSpan PluginLimit { get; init; } = PluginLimits.Call;

    /// <summary>The passes.</summary>
    public PassPlan Plan { get; }

    /// <summary>What became of the batches.</summary>
    public BatchSizer Batches => field ??= BatchSizer.For(_model);

    /// <summary>Told after each method of each sweep; what it throws ends the run. Null where nobody waits.</summary>
    public Action? Stepped { get; set; }

    /// <summary>Steps of one image: a method of a sweep, where nothing fails.</summary>
    public int Steps => Plan.States.Sum(state => state.Sweeps.Sum(sweep => sweep.Methods.Count));

    /// <summary>Runs the passes over images, batch by batch. Returns early, between batches, when cancelled.</summary>
    /// <param name="images">The images: read one by one, as they are needed.</param>
    /// <param name="done">Takes an image with its maps, which go with the call; images of one size come in order.</param>
    /// <param name="tooLarge">Takes an image that does not fit into memory alone, and what ran out.</param>
    /// <param name="progress">Takes the number of steps done: each image has <see cref="Steps"/>.</param>
    /// <param name="cancel">Stops between batches.</param>
    public void Compute<T>(
        IEnumerable<T> images,
        Action<T, TargetMaps> done,
        Action<T, string> tooLarge,
        IProgress<int>? progress,
        CancellationToken cancel)
        where T : class, IAskedImage
    {
        var (finished, told) = (0, Stepped);
        var loop = new BatchLoop<T>(Plan, Batches, image => (image.Width, image.Height), MostWaiting)
        {
            RowsOf = image => image.Targets.Count,
        };
        try
        {
            loop.Run(images, Maps, Hand, (image, reason) =>
            {
                tooLarge(image, reason);
                progress?.Report(++finished * Steps);
            }, cancel);
        }
        finally
        {
            Stepped = told;
        }

        IReadOnlyList<TargetMaps> Maps(IReadOnlyList<T> batch)
        {
            var steps = 0;
            Stepped = () =>
            {
                told?.Invoke();
                progress?.Report(finished * Steps + Math.Min(++steps, Steps) * batch.Count);
            };
            using var scope = NewDisposeScope();
            return Run(
                [.. batch.Select(image => (image.Name, image.Targets))],
                cat([.. batch.Select(image => image.Input().to(_model.Dtype))]));
        }

        void Hand(IReadOnlyList<T> batch, IReadOnlyList<TargetMaps> results)
        {
            try
            {
                foreach (var (image, maps) in batch.Zip(results))
                {
                    done(image, maps);
                    progress?.Report(++finished * Steps);
                    if (cancel.IsCancellationRequested) return;
                }
            }
            finally
            {
                foreach (var maps in results) maps.Dispose();
            }
        }
    }

    /// <summary>Runs the passes for a batch.</summary>
    /// <param name="images">Names of the images, and the classes that each is asked about.</param>
    /// <param name="input">[B,3,H,W], normalised.</param>
    /// <returns>The maps of each image, in order. The caller owns them.</returns>
    public IReadOnlyList<TargetMaps> Run(IReadOnlyList<(string Name, IReadOnlyList<MapTarget> Targets)> images, Tensor input)
    {
        var samples = images.Select(image => Asked(image.Name, image.Targets, (int)input.shape[3], (int)input.shape[2])).ToList();
        using var pause = CollectorPause.Begin();
        var maps = _conduct.Run(PluginLimit, (clock, stopped) => new PassRunner(_model, Plan, _seed)
            {
                Clock = clock,
                Stopped = stopped,
                Conduct = _conduct,
                Stepped = Stepped,
            }.Run(samples, input));
        return [.. maps.Zip(images, (image, asked) => new TargetMaps(image, _first, asked.Targets))];
    }

    // A sample says by its objects which classes it is asked about; their boxes are never read.
    private static Sample Asked(string name, IEnumerable<MapTarget> targets, int width, int height) =>
        new(
            name,
            width,
            height,
            [.. targets.Where(target => target.Class is not null).Select(target => new ImageObject(target.Class!.Value, 0, 0, 0, 0, false))]
        );
}
