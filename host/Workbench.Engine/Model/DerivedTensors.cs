using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace Workbench.Engine.Model;

/// <summary>Tensors made of a layer's parameters. Each is made once, when first asked for, and is freed with the layer.</summary>
internal sealed class DerivedTensors : IDisposable
{
    private readonly Dictionary<(Tensor Source, DerivedForm Form), Tensor> _made = new(new ByReference());
    private readonly HashSet<Tensor> _owned = new(ReferenceEqualityComparer.Instance);
    private readonly Lock _gate = new();   // an abandoned plugin thread may still ask the model

    /// <summary>The derived tensor, or the source itself where <paramref name="make"/> returns it.</summary>
    /// <param name="source">A parameter, or a tensor that was derived from one.</param>
    /// <param name="form">What is made of it.</param>
    /// <param name="make">Makes it.</param>
    public Tensor Of(Tensor source, DerivedForm form, Func<Tensor, Tensor> make)
    {
        lock (_gate)
        {
            if (_made.TryGetValue((source, form), out var known)) return known;
            using var scope = NewDisposeScope();
            var made = make(source);
            if (!ReferenceEquals(made, source)) _owned.Add(made.DetachFromDisposeScope());
            return _made[(source, form)] = made;
        }
    }

    /// <summary>Whether the tensor was made here.</summary>
    public bool Owns(Tensor tensor)
    {
        lock (_gate) return _owned.Contains(tensor);
    }

    /// <summary>Frees what was made.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var tensor in _owned) tensor.Dispose();
            _owned.Clear();
            _made.Clear();
        }
    }

    // A tensor's own equality asks libtorch.
    private sealed class ByReference : IEqualityComparer<(Tensor Source, DerivedForm Form)>
    {
        public bool Equals((Tensor Source, DerivedForm Form) a, (Tensor Source, DerivedForm Form) b) =>
            ReferenceEquals(a.Source, b.Source) && a.Form == b.Form;

        public int GetHashCode((Tensor Source, DerivedForm Form) key) => HashCode.Combine(RuntimeHelpers.GetHashCode(key.Source), key.Form);
    }
}

/// <summary>What is made of a layer's parameter.</summary>
internal enum DerivedForm
{
    /// <summary>max(0, w).</summary>
    Positive,
    /// <summary>The kernel that goes back: turned round, inputs and outputs exchanged.</summary>
    Flipped,
    /// <summary>With zero channels, for <see cref="SafeConvolution"/>.</summary>
    Filled,
    /// <summary>In bfloat16.</summary>
    Narrow,
}
