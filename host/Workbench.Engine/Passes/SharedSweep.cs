using Workbench.Engine.Passes.Sharing;
using static TorchSharp.torch;

namespace Workbench.Engine.Passes;

/// <summary>
/// A finished sweep and the activations that its methods share, one row per (image, target) pair. Disposes the sweep.
/// </summary>
/// <param name="signals">The sweep.</param>
/// <param name="ofForward">Watches tensors that methods of other sweeps also read.</param>
/// <param name="methods">The methods that read it.</param>
/// <param name="all">Whether to watch tensors that only one method reads. Otherwise that method may write into them.</param>
internal sealed class SharedSweep(BackwardSweep signals, SharedTensors ofForward, IReadOnlyList<PlannedMethod> methods, bool all)
    : IDisposable
{
    /// <summary>Key of the model's input, among layer indices.</summary>
    public const int InputKey = -1;

    /// <summary>Key of the logits, among layer indices.</summary>
    public const int LogitsKey = -2;

    private readonly Dictionary<int, (Tensor Tensor, Tensor? OfImage)> _gathered = [];
    private readonly Lock _gate = new();   // a plugin may read from its own threads

    public BackwardSweep Signals => signals;

    public ForwardPass Forward => signals.Forward;

    public TargetPairs Pairs => signals.Pairs;

    /// <summary>Watches tensors that methods of other sweeps also read.</summary>
    public SharedTensors ForwardTensors => ofForward;

    /// <summary>Watches tensors that only methods of this sweep read.</summary>
    public SharedTensors SweepTensors { get; } = new();

    /// <summary>A layer's output, the input or the logits by pair, and the tensor by image that it is a view of; null for a copy.</summary>
    public (Tensor Tensor, Tensor? OfImage) Gather(int key)
    {
        lock (_gate)
        {
            if (_gathered.TryGetValue(key, out var found)) return found;
            var byImage = key switch { InputKey => Forward.Input, LogitsKey => Forward.Logits, _ => Forward.OutputOf(key) };
            return _gathered[key] = (Pairs.Gather(byImage).DetachFromDisposeScope(), Pairs.GatherCopies ? null : byImage);
        }
    }

    /// <summary>Whether a signal or a gathered tensor has to be watched.</summary>
    /// <param name="reads">Whether a method reads it.</param>
    public bool IsWatched(Func<PlannedMethod, bool> reads) => all || methods.Count(reads) > 1;

    public void Dispose()
    {
        foreach (var (tensor, _) in _gathered.Values) tensor.Dispose();
        SweepTensors.Dispose();
        signals.Dispose();
    }
}
