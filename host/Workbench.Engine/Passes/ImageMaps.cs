using Workbench.Engine.Passes.Sharing;
using Workbench.Engine.Plugins;
using static TorchSharp.torch;

namespace Workbench.Engine.Passes;

/// <summary>All maps of one image, by method, state and class. Owns them until disposed.</summary>
/// <param name="sample">The image.</param>
/// <param name="logits">The trained model's logits.</param>
/// <param name="inputSize">Width and height of the model's input, pixels.</param>
public sealed class ImageMaps(Sample sample, double[] logits, (int Width, int Height) inputSize) : IDisposable
{
    private readonly Dictionary<(MethodInstance, ModelState, int), Tensor> _maps = [];
    private readonly Dictionary<(MethodInstance Method, ModelState? State, int? Class), string> _failures = [];
    private readonly HashSet<MethodInstance> _short = [];
    private readonly Dictionary<ModelState, double[]> _logits = new() { [ModelState.Trained] = logits };

    /// <summary>The image, with lists of its own that a plugin cannot change through the caller's.</summary>
    public Sample Sample { get; } =
        sample with
        {
            Objects = [.. sample.Objects],
            Labels = [.. sample.Labels],
            Flagged = sample.Flagged is { } flagged ? [.. flagged] : null,
        };

    /// <summary>The trained model's logits, by class.</summary>
    public IReadOnlyList<double> Logits { get; } = Array.AsReadOnly(logits);

    /// <summary>Width and height of the model's input, pixels.</summary>
    public (int Width, int Height) InputSize { get; } = inputSize;

    /// <summary>Why a map of this method failed, in any state and for any class; null if none failed.</summary>
    public string? FailureOf(MethodInstance method) => _failures.FirstOrDefault(failure => failure.Key.Method == method).Value;

    /// <summary>Why a map that this metric reads failed; null if none did. Failures of other states and classes do not count.</summary>
    internal string? FailureOf(MethodInstance method, MetricRequest request)
    {
        bool IsRead(ModelState? state, int? @class) =>
            state is null
            || request.States.Contains(state)
                && (@class is not { } target || Targets(request.Targets, state).Contains(target));
        return _failures.FirstOrDefault(failure => failure.Key.Method == method && IsRead(failure.Key.State, failure.Key.Class)).Value;
    }

    /// <summary>A map, [1,1,h,w] on the CPU.</summary>
    /// <exception cref="KeyNotFoundException">The map was not planned, or the method failed.</exception>
    internal Tensor Map(MethodInstance method, ModelState state, int target) => _maps[(method, state, target)];

    /// <summary>The maps of one method, not copied: for the host's own use.</summary>
    public ISampleMaps MapsFor(MethodInstance method, MetricRequest request) => new View(this, method, request);

    /// <summary>The maps of one method, lent to a metric for one call.</summary>
    internal LentMaps Lend(MethodInstance method, MetricRequest request) => new(MapsFor(method, request));

    /// <summary>The classes of the given kinds, ascending, without repeats.</summary>
    /// <param name="kinds">The kinds.</param>
    /// <param name="state">The state whose logits <see cref="TargetKinds.CurrentTop1"/> reads; null for the trained model.</param>
    public IReadOnlyList<int> Targets(TargetKinds kinds, ModelState? state = null)
    {
        var targets = new SortedSet<int>();
        if (kinds.HasFlag(TargetKinds.PresentClasses)) targets.UnionWith(Sample.PresentClasses);
        if (kinds.HasFlag(TargetKinds.Top1)) targets.Add(Outputs.Top(logits));
        if (kinds.HasFlag(TargetKinds.Bottom1)) targets.Add(Outputs.Bottom(logits));
        if (kinds.HasFlag(TargetKinds.CurrentTop1)) targets.Add(Outputs.Top(LogitsIn(state ?? ModelState.Trained)));
        return [.. targets];
    }

    internal double[] LogitsIn(ModelState state) => _logits.TryGetValue(state, out var found)
        ? found
        : throw new NotPlannedException($"A metric asked for the logits of state '{state.Id}', which its MetricRequest does not cover.");

    internal void AddLogits(ModelState state, double[] values) => _logits[state] = values;

    /// <summary>All maps, in no particular order.</summary>
    internal IEnumerable<(MethodInstance Method, ModelState State, int Class, Tensor Map)> All =>
        _maps.Select(map => (map.Key.Item1, map.Key.Item2, map.Key.Item3, map.Value));

    /// <summary>The maps that a part of the plan would have made.</summary>
    internal IEnumerable<(MethodInstance Method, ModelState State, int Class, Tensor Map)> AllOf(PassPlan plan)
    {
        var made = plan
            .States.SelectMany(state =>
                state.Sweeps.SelectMany(sweep =>
                    Targets(sweep.Targets, state.State)
                        .SelectMany(target => sweep.Methods.Select(planned => (planned.Method, state.State, target)))))
            .ToHashSet();
        return All.Where(map => made.Contains((map.Method, map.State, map.Class)));
    }

    internal void Add(ModelState state, MethodInstance method, int target, Tensor map) => _maps[(method, state, target)] = map;

    // A null state or class stands for all states or all classes.
    internal void Fail(MethodInstance method, string reason, ModelState? state = null, int? target = null) =>
        _failures.TryAdd((method, state, target), reason);

    internal void FailForMemory(MethodInstance method, string reason, ModelState state)
    {
        Fail(method, reason, state);
        _short.Add(method);
    }

    /// <summary>Whether a method lacks maps because memory ran out. Another run may succeed.</summary>
    internal bool RanOutOfMemory(MethodInstance method) => _short.Contains(method);

    /// <summary>Removes all maps and failures, because their inputs were overwritten.</summary>
    internal void Clear()
    {
        Dispose();
        _failures.Clear();
        _short.Clear();
    }

    internal void MoveFrom(ImageMaps other)
    {
        foreach (var (key, map) in other._maps) _maps[key] = map;
        foreach (var (key, reason) in other._failures) _failures.TryAdd(key, reason);
        foreach (var (state, values) in other._logits) _logits.TryAdd(state, values);
        _short.UnionWith(other._short);
        other._maps.Clear();
    }

    /// <summary>Frees the maps.</summary>
    public void Dispose()
    {
        foreach (var map in _maps.Values) map.Dispose();
        _maps.Clear();
    }

    private sealed class View(ImageMaps image, MethodInstance method, MetricRequest request) : ISampleMaps
    {
        public Sample Sample => image.Sample;
        public IReadOnlyList<double> Logits => image.Logits;
        public IReadOnlyList<ModelState> States => request.States;
        public (int Width, int Height) InputSize => image.InputSize;
        public IReadOnlyList<double> LogitsIn(ModelState state) => Array.AsReadOnly(image.LogitsIn(state));

        public Tensor Map(int target, ModelState? state = null) =>
            image._maps.TryGetValue((method, state ?? request.States[0], target), out var map)
                ? map
                : throw new NotPlannedException(
                    $"A metric asked for the map of class {target} in state '{(state ?? request.States[0]).Id}' "
                    + $"of image {image.Sample.Id}, which its MetricRequest does not cover.");
    }
}
