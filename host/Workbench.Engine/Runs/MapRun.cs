using Workbench.Engine.Model;
using Workbench.Engine.Native;
using Workbench.Engine.Passes;
using Workbench.Engine.Plugins;
using static TorchSharp.torch;

namespace Workbench.Engine.Runs;

/// <summary>Computes maps of given methods for given targets without metrics, with the same shared passes and loop as a grid.</summary>
public sealed class MapRun
{
    private const int MostWaiting = 32;

    private readonly MisbehavingPlugins _conduct = new();
    private readonly ModelService _model;
    private readonly ModelState _first;
    private readonly ulong _seed;

    /// <summary>Plans passes that serve all images.</summary>
    /// <param name="model">The model.</param>
    /// <param name="methods">The methods.</param>
    /// <param name="targets">Kinds of the images' targets; see <see cref="KindsOf"/>.</param>
    /// <param name="seed">Seed of the methods' random draws.</param>
    /// <exception cref="PlanException">A layer does not exist, or a rule matches no layer. The message has all problems.</exception>
    public MapRun(ModelService model, IReadOnlyList<MethodInstance> methods, TargetKinds targets, ulong seed = 0)
        : this(
            model,
            Planner.Plan([.. methods.Select(method => new MapRequest(method, targets, [ModelState.Trained]))], model.Architecture),
            ModelState.Trained,
            seed) { }

    /// <summary>Uses passes that are already planned.</summary>
    /// <param name="model">The model.</param>
    /// <param name="plan">The passes.</param>
    /// <param name="first">The default state of the maps.</param>
    /// <param name="seed">Seed of the methods' random draws.</param>
    public MapRun(ModelService model, PassPlan plan, ModelState first, ulong seed) =>
        (_model, Plan, _first, _seed) = (model, plan, first, seed);

    /// <summary>The kinds of some targets. A fixed class counts as one that is present in the image.</summary>
    /// <param name="targets">The targets.</param>
    public static TargetKinds KindsOf(IEnumerable<MapTarget> targets) =>
        targets.Aggregate(TargetKinds.None, (kinds, target) => kinds | (target.Class is null ? target.Kind : TargetKinds.PresentClasses));

    /// <summary>Time limit of one call of a method. Default: <see cref="PluginLimits.Call"/>.</summary>
    public TimeSpan PluginLimit { get; init; } = PluginLimits.Call;

    public PassPlan Plan { get; }

    /// <summary>The batch size, how it was chosen, and each halving.</summary>
    public BatchSizer Batches => field ??= BatchSizer.ForModel(_model);

    /// <summary>Called after each method of each sweep, or null. An exception from it ends the run.</summary>
    public Action? OnStep { get; set; }

    /// <summary>Steps of one image: one per method and sweep, if nothing fails.</summary>
    public int Steps => Plan.States.Sum(state => state.Sweeps.Sum(sweep => sweep.Methods.Count));

    /// <summary>Runs the passes over images, batch by batch. On cancellation it returns between batches.</summary>
    /// <param name="images">The images, read lazily one by one.</param>
    /// <param name="done">Receives an image with its maps, which are freed after the call. Images of one size come in order.</param>
    /// <param name="tooLarge">Receives an image for which memory ran out alone, and the message of the memory error.</param>
    /// <param name="progress">Receives the number of steps done. Each image has <see cref="Steps"/>.</param>
    /// <param name="cancel">Stops between batches.</param>
    public void Compute<T>(
        IEnumerable<T> images,
        Action<T, TargetMaps> done,
        Action<T, string> tooLarge,
        IProgress<int>? progress,
        CancellationToken cancel)
        where T : class, IMapImage
    {
        var (finished, told) = (0, OnStep);
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
            OnStep = told;
        }

        IReadOnlyList<TargetMaps> Maps(IReadOnlyList<T> batch)
        {
            var steps = 0;
            OnStep = () =>
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
    /// <param name="images">Names of the images, and the targets of each.</param>
    /// <param name="input">[B,3,H,W], normalised.</param>
    /// <returns>The maps of each image, in order. The caller owns them.</returns>
    public IReadOnlyList<TargetMaps> Run(IReadOnlyList<(string Name, IReadOnlyList<MapTarget> Targets)> images, Tensor input)
    {
        var samples = images.Select(image => CreateSample(image.Name, image.Targets, (int)input.shape[3], (int)input.shape[2])).ToList();
        using var pause = CollectorPause.Begin();
        var maps = _conduct.Run(PluginLimit, (clock, stopped) => new PassRunner(_model, Plan, _seed)
            {
                Clock = clock,
                StoppedMethods = stopped,
                Conduct = _conduct,
                OnStep = OnStep,
            }.Run(samples, input));
        return [.. maps.Zip(images, (image, asked) => new TargetMaps(image, _first, asked.Targets))];
    }

    // The classes of a sample's objects are its targets. The boxes are never read.
    private static Sample CreateSample(string name, IEnumerable<MapTarget> targets, int width, int height) =>
        new(
            name,
            width,
            height,
            [
                .. targets
                    .Where(target => target.Class is not null)
                    .Select(target => new ImageObject(target.Class!.Value, 0, 0, 0, 0, false)),
            ]);
}
