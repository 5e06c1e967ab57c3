using static TorchSharp.torch;

namespace Workbench.Engine.Passes.Sharing;

/// <summary>
/// Tensors of a pass that several plugins and the host read. Each is fingerprinted when it is first given out and checked once after all
/// have read it: two readings for any number of readers. A change is rare, so the writer is not identified here.
/// </summary>
internal sealed class SharedTensors : IDisposable
{
    private readonly Dictionary<Tensor, (string What, TensorFingerprint Print)> _watched = new(ReferenceEqualityComparer.Instance);
    private readonly Lock _gate = new();   // a plugin may read from its own threads

    /// <summary>Records a tensor's contents, if they are not recorded yet.</summary>
    /// <param name="tensor">The host's own tensor.</param>
    /// <param name="what">Its name in messages: <c>the gradient at b5</c>.</param>
    public void Watch(Tensor tensor, string what)
    {
        lock (_gate)
            if (!_watched.ContainsKey(tensor)) _watched[tensor] = (what, new TensorFingerprint(tensor));
    }

    /// <summary>Checks all tensors.</summary>
    /// <exception cref="TensorOverwrittenException">A tensor's contents changed.</exception>
    public void Check()
    {
        lock (_gate)
            foreach (var (tensor, (what, print)) in _watched)
                if (!print.Matches(tensor)) throw new TensorOverwrittenException(what);
    }

    public void Dispose()
    {
        foreach (var (_, print) in _watched.Values) print.Dispose();
    }
}

/// <summary>A plugin wrote into a tensor that several plugins read. All results computed from the tensor since then are invalid.</summary>
/// <param name="what">The tensor's name.</param>
internal sealed class TensorOverwrittenException(string what) : Exception($"{what} was written into")
{
    public string TensorName { get; } = what;
}
