using Workbench.Engine.Model;
using Workbench.Engine.Native;
using Workbench.Engine.Plugins;
using static TorchSharp.torch;

namespace Workbench.Engine.Passes;

/// <summary>Maps of given methods for given targets, with no metric to ask for them, through the same shared passes as a grid.</summary>
public sealed class MapRun
{
    private static readonly PluginDescriptor s_nobody = new("maps", PluginKind.Metric, "", false, [], "", "");

    private readonly IReadOnlyList<MapTarget> _targets;
    private readonly MetricRequest _request;
    private readonly PluginConduct _conduct = new();
    private readonly ModelService _model;
    private readonly ulong _seed;

    /// <summary>Plans the passes.</summary>
    /// <param name="model">The model.</param>
    /// <param name="methods">The methods.</param>
    /// <param name="targets">The classes that each image is asked about.</param>
    /// <param name="seed">Seed of the methods' random draws.</param>
    /// <param name="states">States of the model; null for the trained one alone.</param>
    /// <exception cref="PlanException">A layer does not exist, or a rule matches no layer: all of it in one message.</exception>
    public MapRun(ModelService model, IReadOnlyList<MethodInstance> methods, IReadOnlyList<MapTarget> targets, ulong seed = 0, IReadOnlyList<ModelState>? states = null)
    {
        _targets = targets;
        var asker = new Asker(targets.Aggregate(TargetKinds.None, (kinds, target) => kinds | (target.Class is null ? target.Kind : TargetKinds.PresentClasses)), states ?? [ModelState.Trained]);
        _request = asker.Plan(model.Card);
        var metric = new MetricInstance(new PluginCall(s_nobody.Id), s_nobody, asker);
        Plan = Planner.Plan([.. methods.Select(method => new Cell(method, metric))], model.Card, Annotation.None);
        (_model, _seed) = (model, seed);
    }

    /// <summary>The longest that one call of a method may take. Default: <see cref="PluginLimits.Call"/>.</summary>
    public TimeSpan PluginLimit { get; init; } = PluginLimits.Call;

    /// <summary>The passes.</summary>
    public PassPlan Plan { get; }

    /// <summary>Told after each method of each sweep; what it throws ends the run. Null where nobody waits.</summary>
    public Action? Stepped { get; set; }

    /// <summary>How often <see cref="Stepped"/> is told in one run, where nothing fails.</summary>
    public int Steps => Plan.States.Sum(state => state.Sweeps.Sum(sweep => sweep.Methods.Count));

    /// <summary>Runs the passes for a batch.</summary>
    /// <param name="names">Names of the images: with the seed they decide random draws.</param>
    /// <param name="input">[B,3,H,W], normalised.</param>
    /// <returns>The maps of each image, in order. The caller owns them.</returns>
    public IReadOnlyList<TargetMaps> Run(IReadOnlyList<string> names, Tensor input)
    {
        // A sample says by its objects which classes it is asked about; their boxes are never read.
        var asked = _targets.Where(target => target.Class is not null).Select(target => new ImageObject(target.Class!.Value, 0, 0, 0, 0, false)).ToList();
        var samples = names.Select(name => new Sample(name, (int)input.shape[3], (int)input.shape[2], asked)).ToList();
        using var pause = CollectorPause.Begin();
        var maps = _conduct.Run(PluginLimit, (clock, stopped) => new PassRunner(_model, Plan, _seed) { Clock = clock, Stopped = stopped, Conduct = _conduct, Stepped = Stepped }.Run(samples, input));
        return [.. maps.Select(image => new TargetMaps(image, _request, _targets))];
    }

    private sealed class Asker(TargetKinds targets, IReadOnlyList<ModelState> states) : IMetric
    {
        public MetricRequest Plan(IModelCard model) => new() { Targets = targets, States = states };
        public SampleScore Score(ISampleMaps maps) => new([], []);
        public MetricScore Summarise(IReadOnlyList<MetricRow> rows, IModelCard model) => new(double.NaN, new Dictionary<string, double>());
    }
}

/// <summary>One image's maps, by method and class. Owns them until disposed.</summary>
public sealed class TargetMaps : IDisposable
{
    private readonly ImageMaps _maps;
    private readonly MetricRequest _request;

    internal TargetMaps(ImageMaps maps, MetricRequest request, IReadOnlyList<MapTarget> targets)
    {
        (_maps, _request) = (maps, request);
        Classes = [.. targets.GroupBy(target => target.Class ?? maps.Targets(target.Kind)[0], (asked, same) => (asked, (IReadOnlyList<string>)[.. same.Select(target => target.Text)]))];
    }

    /// <summary>The image's name.</summary>
    public string Name => _maps.Sample.Id;

    /// <summary>The model's logits, by class.</summary>
    public IReadOnlyList<double> Logits => _maps.Logits;

    /// <summary>Each class that was asked about, once, in the order asked, and how it was asked for.</summary>
    public IReadOnlyList<(int Class, IReadOnlyList<string> Asked)> Classes { get; }

    /// <summary>Why a method has no maps for this image, or null.</summary>
    public string? FailureOf(MethodInstance method) => _maps.FailureOf(method);

    /// <summary>The raw map, [1,1,h,w] on the CPU.</summary>
    /// <param name="method">A method that did not fail.</param>
    /// <param name="class">One of <see cref="Classes"/>.</param>
    /// <param name="state">A state that was asked for; the first if null.</param>
    public Tensor Map(MethodInstance method, int @class, ModelState? state = null) => _maps.Of(method, _request).Map(@class, state);

    /// <summary>A state's own logits, by class.</summary>
    /// <param name="state">A state that was asked for.</param>
    public IReadOnlyList<double> LogitsIn(ModelState state) => _maps.LogitsIn(state);

    /// <summary>Frees the maps.</summary>
    public void Dispose() => _maps.Dispose();
}
