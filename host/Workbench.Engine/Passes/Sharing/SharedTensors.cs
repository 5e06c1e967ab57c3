using static TorchSharp.torch;

namespace Workbench.Engine.Passes.Sharing;

/// <summary>
/// Tensors of a pass that several plugins and the host itself read. Each is looked at when it is first handed out and once more when all have read it: two readings for any number of readers. Who wrote is
/// not asked here, for as a rule nobody did.
/// </summary>
internal sealed class SharedTensors : IDisposable
{
    private readonly Dictionary<Tensor, (string What, Fingerprint Print)> _watched = new(ReferenceEqualityComparer.Instance);
    private readonly Lock _gate = new();   // a plugin may read from threads of its own

    /// <summary>Notes what a tensor holds, if it is not noted yet.</summary>
    /// <param name="tensor">The host's own tensor.</param>
    /// <param name="what">What it is called in messages: <c>the gradient at b5</c>.</param>
    public void Watch(Tensor tensor, string what)
    {
        lock (_gate)
            if (!_watched.ContainsKey(tensor)) _watched[tensor] = (what, new Fingerprint(tensor));
    }

    /// <summary>Looks at all of them again.</summary>
    /// <exception cref="SpoiltException">One holds something else.</exception>
    public void Check()
    {
        lock (_gate)
            foreach (var (tensor, (what, print)) in _watched)
                if (!print.Fits(tensor)) throw new SpoiltException(what);
    }

    /// <summary>Frees what was noted.</summary>
    public void Dispose()
    {
        foreach (var (_, print) in _watched.Values) print.Dispose();
    }
}

/// <summary>A tensor that several plugins read was written into by one of them: nothing that was computed of it since counts.</summary>
/// <param name="what">The tensor.</param>
internal sealed class SpoiltException(string what) : Exception($"{what} was written into")
{
    /// <summary>The tensor, in words.</summary>
    public string What { get; } = what;
}
