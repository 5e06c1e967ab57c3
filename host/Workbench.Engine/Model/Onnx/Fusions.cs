using Workbench.Engine.Model.Operators;

namespace Workbench.Engine.Model.Onnx;

/// <summary>
/// Functions that exporters write as several nodes: SiLU, HardSigmoid, HardSwish and GELU. The nodes before the last have become layers
/// already; they are dropped unless something else reads them.
/// </summary>
internal static class Fusions
{
    private const double Near = 1e-6;

    /// <summary>The function of x that a product is; null for another product.</summary>
    public static (Operator Function, ImportedLayer X)? OfProduct(ImportedLayer first, ImportedLayer second) =>
        OfGated(first, second) ?? OfGated(second, first);

    /// <summary>The function of x that a multiple of a value is; null for another multiple.</summary>
    /// <param name="value">The value.</param>
    /// <param name="factor">The factor.</param>
    public static (Operator Function, ImportedLayer X)? OfMultiple(ImportedLayer value, double factor)
    {
        if (Is(factor, 1.0 / 6))
            return RaisedToSix(value) is { } x ? (new HardSigmoid(), x)
                : Factors(value, RaisedToSix) is { } whole ? (new HardSwish(), whole)
                : null;
        return Is(factor, 0.5) && Factors(value, OneAndErf) is { } z ? (new Gelu(byTanh: false), z) : null;
    }

    private static (Operator Function, ImportedLayer X)? OfGated(ImportedLayer x, ImportedLayer gate)
    {
        if (gate.Operator is Sigmoid && gate.Inputs[0] == x) return (new Silu(), x);
        if (gate.Operator is HardSigmoid && gate.Inputs[0] == x) return (new HardSwish(), x);
        // (z / 2) · (1 + erf), or z · ((1 + erf) / 2)
        if (OneAndErf(gate) is { } z && Multiple(x, 0.5) == z) return (new Gelu(byTanh: false), z);
        return Multiple(gate, 0.5) is { } half && OneAndErf(half) == x ? (new Gelu(byTanh: false), x) : null;
    }

    // x of a product x · part(x).
    private static ImportedLayer? Factors(ImportedLayer product, Func<ImportedLayer, ImportedLayer?> part) =>
        product.Operator is not Multiply ? null
        : part(product.Inputs[1]) == product.Inputs[0] ? product.Inputs[0]
        : part(product.Inputs[0]) == product.Inputs[1] ? product.Inputs[1]
        : null;

    // z of min(6, max(0, z + 3)).
    private static ImportedLayer? RaisedToSix(ImportedLayer value) =>
        value.Operator is Clip { Low: 0, High: 6 } && value.Inputs[0] is { Affine: (1, 3) } raised ? raised.Inputs[0] : null;

    // z of 1 + erf(z / √2).
    private static ImportedLayer? OneAndErf(ImportedLayer value) =>
        value is { Affine: (1, 1) } && value.Inputs[0] is { Operator: Erf } erf ? Multiple(erf.Inputs[0], Math.Sqrt(0.5)) : null;

    private static ImportedLayer? Multiple(ImportedLayer value, double factor) =>
        value.Affine is (var scale, 0) && Is(scale, factor) ? value.Inputs[0] : null;

    private static bool Is(double number, double expected) => Math.Abs(number - expected) < Near;
}
