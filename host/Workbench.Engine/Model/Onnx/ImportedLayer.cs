using Workbench.Engine.Model.Operators;

namespace Workbench.Engine.Model.Onnx;

/// <summary>
/// A layer made of a node, before its parameters are read; also the value that it computes. Layers that are not read are dropped.
/// </summary>
/// <param name="index">Position in the order of creation, in which every layer follows its inputs.</param>
/// <param name="name">Its name.</param>
/// <param name="operation">Its function; null for the model's input.</param>
/// <param name="shape">Shape of its output, without the batch.</param>
/// <param name="inputs">The layers that it reads.</param>
internal sealed class ImportedLayer(
    int index, string name, Operator? operation, long[] shape, IReadOnlyList<ImportedLayer> inputs)
{
    /// <summary>Position in the order of creation.</summary>
    public int Index => index;

    /// <summary>Its name.</summary>
    public string Name => name;

    /// <summary>Its function; null for the model's input.</summary>
    public Operator? Operator => operation;

    /// <summary>Shape of its output, without the batch.</summary>
    public long[] Shape => shape;

    /// <summary>The layers that it reads.</summary>
    public IReadOnlyList<ImportedLayer> Inputs => inputs;

    /// <summary>Its weight, or null.</summary>
    public Constant? Weight { get; init; }

    /// <summary>Its bias, or null.</summary>
    public Constant? Bias { get; init; }

    /// <summary>x · Scale + Shift, if that is what the layer computes with single numbers; else null.</summary>
    public (double Scale, double Shift)? Affine { get; init; }

    /// <summary>Whether blue is the first of its three channels, where the model's input has red.</summary>
    public bool InReverse { get; init; }
}
