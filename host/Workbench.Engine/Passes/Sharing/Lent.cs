using Workbench.Engine.Plugins;
using static TorchSharp.torch;

namespace Workbench.Engine.Passes.Sharing;

/// <summary>
/// What one call of a plugin is handed. Of a large tensor it gets a reference of its own: whatever it does to that, disposing it or changing its shape, leaves the host's own tensor as it is, and only the
/// numbers are common to both, which <see cref="SharedTensors"/> watches. Of a small one it gets a copy. Both have to be as they were after the call, for other plugins rely on the same rule.
/// </summary>
/// <param name="shared">Watches what others read too; null where nobody else does.</param>
internal sealed class Lent(SharedTensors? shared) : IDisposable
{
    /// <summary>How the fault of a plugin that wrote begins.</summary>
    public const string Wrote = "it wrote into ";

    private const string Disposed = "it disposed ", Made = "it made ", Reshaped = "it changed the shape or type of ";

    /// <summary>How every fault begins that is about what a plugin was lent.</summary>
    public static IReadOnlyList<string> Misdeeds { get; } = [Wrote, Disposed, Made, Reshaped];

    /// <summary>What to do instead.</summary>
    public const string Remedy =
        "which others read too: use the operators without a trailing underscore (relu, not relu_; a = a * g, not a.mul_(g)), or clone first.";

    private readonly List<(Tensor Given, Tensor Own, bool Copied, string What)> _given = [];
    private readonly List<Tensor> _made = [];
    private readonly Lock _gate = new();   // a plugin may read from threads of its own

    /// <summary>A reference to a tensor's numbers.</summary>
    /// <param name="own">The host's own tensor.</param>
    /// <param name="what">What it is called in messages.</param>
    /// <param name="holder">The tensor whose memory it is, where it is a view; itself if null.</param>
    /// <param name="watched">Whether somebody else reads it too.</param>
    public Tensor Share(Tensor own, string what, Tensor? holder = null, bool watched = true)
    {
        if (watched) shared?.Watch(holder ?? own, what);
        return Hand(own.detach(), own, copied: false, what);
    }

    /// <summary>A copy of a tensor.</summary>
    /// <param name="own">The host's own tensor.</param>
    /// <param name="what">What it is called in messages.</param>
    public Tensor Copy(Tensor own, string what) => Hand(own.detach().clone(), own, copied: true, what);

    /// <summary>A tensor that was made for this call and nobody else reads: freed with the others.</summary>
    public Tensor Give(Tensor made)
    {
        lock (_gate) _made.Add(made.DetachFromDisposeScope());
        return made;
    }

    // Out of the plugin's own scopes, whose end is no misdeed of its.
    private Tensor Hand(Tensor given, Tensor own, bool copied, string what)
    {
        lock (_gate) _given.Add((given.DetachFromDisposeScope(), own, copied, what));
        return given;
    }

    /// <summary>The host's own tensor where the one given is a copy or reference of it; else the one given.</summary>
    public Tensor? OwnOf(Tensor? tensor)
    {
        if (tensor is null) return null;
        lock (_gate) return _given.Find(one => ReferenceEquals(one.Given, tensor)).Own ?? tensor;
    }

    /// <summary>Whether everything is as it was handed out.</summary>
    /// <exception cref="PluginFaultException">It is not; the message says what the plugin did to what.</exception>
    public void Check()
    {
        lock (_gate)
            foreach (var (given, own, copied, what) in _given)
            {
                if (given.IsInvalid) throw new PluginFaultException($"{Disposed}{what}: what the host gives, the host disposes.");
                if (given.requires_grad) throw new PluginFaultException($"{Made}{what} require gradients: do that to a clone.");
                if (given.dtype != own.dtype || !given.shape.SequenceEqual(own.shape))
                    throw new PluginFaultException($"{Reshaped}{what}: use the operators without a trailing underscore.");
                if (copied && !Fingerprint.Same(given, own)) throw new PluginFaultException($"{Wrote}{what}, {Remedy}");
            }
    }

    /// <summary>Frees what was given.</summary>
    public void Dispose()
    {
        foreach (var (given, _, _, _) in _given) given.Dispose();
        foreach (var made in _made) made.Dispose();
    }
}
