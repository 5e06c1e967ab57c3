using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace Workbench.Engine.Model.Operators;

/// <summary>Tensors derived from a layer's parameters. Each is computed on first use and freed with the layer.</summary>
internal sealed class DerivedTensors : IDisposable
{
    private readonly Dictionary<(Tensor Source, DerivedTensorKind Form, int Part), Tensor> _made = new(new ByReference());
    private readonly HashSet<Tensor> _owned = new(ReferenceEqualityComparer.Instance);
    private readonly Lock _gate = new();   // the thread of an abandoned plugin call may still use the model

    /// <summary>The derived tensor, or the source itself where <paramref name="make"/> returns it.</summary>
    /// <param name="source">A parameter, or a tensor that was derived from one.</param>
    /// <param name="form">The kind of the derived tensor.</param>
    /// <param name="part">Which one, if the source has several of this kind.</param>
    /// <param name="make">Computes it from the source.</param>
    public Tensor GetOrCreate(Tensor source, DerivedTensorKind form, int part, Func<Tensor, Tensor> make)
    {
        lock (_gate)
        {
            if (_made.TryGetValue((source, form, part), out var known)) return known;
            using var scope = NewDisposeScope();
            var made = make(source);
            if (!ReferenceEquals(made, source)) _owned.Add(made.DetachFromDisposeScope());
            return _made[(source, form, part)] = made;
        }
    }

    /// <summary>Whether the tensor was derived by this object.</summary>
    public bool Owns(Tensor tensor)
    {
        lock (_gate) return _owned.Contains(tensor);
    }

    /// <summary>Frees the derived tensors.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var tensor in _owned) tensor.Dispose();
            _owned.Clear();
            _made.Clear();
        }
    }

    // Tensor equality would call libtorch.
    private sealed class ByReference : IEqualityComparer<(Tensor Source, DerivedTensorKind Form, int Part)>
    {
        public bool Equals((Tensor Source, DerivedTensorKind Form, int Part) a, (Tensor Source, DerivedTensorKind Form, int Part) b) =>
            ReferenceEquals(a.Source, b.Source) && a.Form == b.Form && a.Part == b.Part;

        public int GetHashCode((Tensor Source, DerivedTensorKind Form, int Part) key) =>
            HashCode.Combine(RuntimeHelpers.GetHashCode(key.Source), key.Form, key.Part);
    }
}

/// <summary>A kind of tensor derived from a layer's parameter.</summary>
internal enum DerivedTensorKind
{
    /// <summary>max(0, w).</summary>
    Positive,
    /// <summary>The kernel of the backward convolution: rotated by 180°, with inputs and outputs exchanged.</summary>
    Flipped,
    /// <summary>The pixels of the flipped kernel that meet one phase of a strided convolution.</summary>
    Phase,
    /// <summary>The kernel of all phases of a strided convolution (<see cref="InterleavedPhases"/>).</summary>
    Interleaved,
    /// <summary>Padded with zero channels by <see cref="PaddedConvolution"/>.</summary>
    Padded,
    /// <summary>Converted to bfloat16.</summary>
    Bfloat16,
}
