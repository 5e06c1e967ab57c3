using Workbench.Engine.Passes.Sharing;
using static TorchSharp.torch;

namespace Workbench.Engine.Passes;

/// <summary>A finished sweep with what its methods read of the forward pass, by pair: gathered once for all of them. Owns the sweep.</summary>
/// <param name="signals">The sweep.</param>
/// <param name="ofForward">Watches what methods of other sweeps read too.</param>
/// <param name="methods">The methods that read it.</param>
/// <param name="all">Whether what one method alone reads is watched too: else it may do with that what it likes, for nobody sees it.</param>
internal sealed class SharedSweep(BackwardSweep signals, SharedTensors ofForward, IReadOnlyList<PlannedMethod> methods, bool all)
    : IDisposable
{
    /// <summary>Stands for the model's input among the layers.</summary>
    public const int InputOf = -1;

    /// <summary>Stands for the logits among the layers.</summary>
    public const int LogitsOf = -2;

    private readonly Dictionary<int, (Tensor Tensor, Tensor? OfImage)> _gathered = [];
    private readonly Lock _gate = new();   // a plugin may read from threads of its own

    /// <summary>The sweep.</summary>
    public BackwardSweep Signals => signals;

    /// <summary>The forward pass it went back through.</summary>
    public ForwardPass Forward => signals.Forward;

    /// <summary>Its rows.</summary>
    public Pairs Pairs => signals.Pairs;

    /// <summary>Watches what methods of other sweeps read too.</summary>
    public SharedTensors OfForward => ofForward;

    /// <summary>Watches what the methods of this sweep alone read.</summary>
    public SharedTensors OfSweep { get; } = new();

    /// <summary>A layer's output, the input or the logits by pair, and the tensor by image that it is a view of; null where it is a copy.</summary>
    public (Tensor Tensor, Tensor? OfImage) Gathered(int key)
    {
        lock (_gate)
        {
            if (_gathered.TryGetValue(key, out var found)) return found;
            var byImage = key switch { InputOf => Forward.Input, LogitsOf => Forward.Logits, _ => Forward.OutputOf(key) };
            return _gathered[key] = (Pairs.Gather(byImage).DetachFromDisposeScope(), Pairs.Copies ? null : byImage);
        }
    }

    /// <summary>Whether a signal or a gathered tensor has to be watched, given who reads it.</summary>
    public bool IsWatched(Func<PlannedMethod, bool> reads) => all || methods.Count(reads) > 1;

    /// <summary>Frees it.</summary>
    public void Dispose()
    {
        foreach (var (tensor, _) in _gathered.Values) tensor.Dispose();
        OfSweep.Dispose();
        signals.Dispose();
    }
}
