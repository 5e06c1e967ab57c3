using Workbench.Engine.Plugins;
using static TorchSharp.torch;

namespace Workbench.Engine.Passes.Sharing;

/// <summary>
/// The tensors given to one call of a plugin. For a large tensor the plugin gets its own reference: disposing or reshaping it does not
/// affect the host's tensor, and only the numbers are shared, which <see cref="SharedTensors"/> watches. For a small tensor it gets a copy.
/// Both must be unchanged after the call, so that one rule holds for all tensors.
/// </summary>
/// <param name="shared">Watches tensors that others also read; null if no other reader exists.</param>
internal sealed class LentTensors(SharedTensors? shared) : IDisposable
{
    /// <summary>Start of the message about a plugin that wrote into a tensor.</summary>
    public const string WrotePrefix = "it wrote into ";

    private const string Disposed = "it disposed ", Made = "it made ", Reshaped = "it changed the shape or type of ";

    /// <summary>The starts of all messages about a tensor that a plugin was given.</summary>
    public static IReadOnlyList<string> FaultPrefixes { get; } = [WrotePrefix, Disposed, Made, Reshaped];

    /// <summary>The advice that ends the message.</summary>
    public const string Remedy =
        "which others read too: use the operators without a trailing underscore (relu, not relu_; a = a * g, not a.mul_(g)), "
        + "or clone first.";

    private readonly List<(Tensor Given, Tensor Own, bool Copied, string What)> _given = [];
    private readonly List<Tensor> _made = [];
    private readonly Lock _gate = new();   // a plugin may read from its own threads

    /// <summary>A reference to a tensor's numbers.</summary>
    /// <param name="own">The host's own tensor.</param>
    /// <param name="what">Its name in messages.</param>
    /// <param name="holder">If <paramref name="own"/> is a view, the tensor that owns its memory; else null.</param>
    /// <param name="watched">Whether another reader exists.</param>
    public Tensor Share(Tensor own, string what, Tensor? holder = null, bool watched = true)
    {
        if (watched) shared?.Watch(holder ?? own, what);
        return Register(own.detach(), own, copied: false, what);
    }

    /// <summary>A copy of a tensor.</summary>
    /// <param name="own">The host's own tensor.</param>
    /// <param name="what">Its name in messages.</param>
    public Tensor Copy(Tensor own, string what) => Register(own.detach().clone(), own, copied: true, what);

    /// <summary>A tensor made for this call alone. It is freed with the others.</summary>
    public Tensor AddTemporary(Tensor made)
    {
        lock (_gate) _made.Add(made.DetachFromDisposeScope());
        return made;
    }

    // Detached from the plugin's dispose scopes: their end must not count as a disposal by the plugin.
    private Tensor Register(Tensor given, Tensor own, bool copied, string what)
    {
        lock (_gate) _given.Add((given.DetachFromDisposeScope(), own, copied, what));
        return given;
    }

    /// <summary>The host's tensor that the given one copies or refers to; the given one if it came from elsewhere.</summary>
    public Tensor? FindOriginal(Tensor? tensor)
    {
        if (tensor is null) return null;
        lock (_gate) return _given.Find(one => ReferenceEquals(one.Given, tensor)).Own ?? tensor;
    }

    /// <summary>Checks that every tensor is unchanged.</summary>
    /// <exception cref="PluginFaultException">A tensor was changed. The message has its name and the change.</exception>
    public void Check()
    {
        lock (_gate)
            foreach (var (given, own, copied, what) in _given)
            {
                if (given.IsInvalid) throw new PluginFaultException($"{Disposed}{what}: the host disposes the tensors that it gives.");
                if (given.requires_grad) throw new PluginFaultException($"{Made}{what} require gradients: do that to a clone.");
                if (given.dtype != own.dtype || !given.shape.SequenceEqual(own.shape))
                    throw new PluginFaultException($"{Reshaped}{what}: use the operators without a trailing underscore.");
                if (copied && !TensorFingerprint.HaveEqualContents(given, own))
                    throw new PluginFaultException($"{WrotePrefix}{what}, {Remedy}");
            }
    }

    public void Dispose()
    {
        foreach (var (given, _, _, _) in _given) given.Dispose();
        foreach (var made in _made) made.Dispose();
    }
}
