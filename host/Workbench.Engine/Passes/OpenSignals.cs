using System.Diagnostics.CodeAnalysis;
using static TorchSharp.torch;

namespace Workbench.Engine.Passes;

/// <summary>The signals of a sweep that wait for their layer: the sum of those that the layers above have sent so far.</summary>
internal sealed class OpenSignals : IDisposable
{
    private readonly Dictionary<int, (Tensor Signal, bool MayBeShared)> _signals = [];

    /// <summary>Adds a signal at the output of a layer. Layers are visited from the top, so sums have one order.</summary>
    /// <param name="layer">Index of the layer, or <see cref="LayerInfo.ModelInput"/>.</param>
    /// <param name="signal">The signal, which belongs to this object from now on.</param>
    /// <param name="mayBeShared">Whether it may share memory with another signal.</param>
    public void Add(int layer, Tensor signal, bool mayBeShared)
    {
        if (!_signals.TryGetValue(layer, out var sum))
        {
            _signals[layer] = (signal, mayBeShared);
            return;
        }
        using (signal)
        {
            if (!sum.MayBeShared)
            {
                sum.Signal.add_(signal);
                return;
            }
            using (sum.Signal) _signals[layer] = (sum.Signal.add(signal).DetachFromDisposeScope(), false);
        }
    }

    /// <summary>Takes the sum at the output of a layer; false if no signal reached it.</summary>
    public bool TryTake(int layer, [NotNullWhen(true)] out Tensor? signal, out bool mayBeShared)
    {
        var found = _signals.Remove(layer, out var open);
        (signal, mayBeShared) = open;
        return found;
    }

    /// <summary>Frees the signals that were not taken.</summary>
    public void Dispose()
    {
        foreach (var (signal, _) in _signals.Values) signal.Dispose();
        _signals.Clear();
    }
}
