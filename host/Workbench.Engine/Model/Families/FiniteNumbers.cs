using static TorchSharp.torch;

namespace Workbench.Engine.Model.Families;

/// <summary>Whether a tensor holds finite numbers alone. Checks the extremes, since a mask of a large tensor would take much
/// memory.</summary>
internal static class FiniteNumbers
{
    /// <summary>Whether all numbers are finite; true for an empty tensor or one of integers.</summary>
    public static bool Are(Tensor tensor)
    {
        if (tensor.NumberOfElements == 0 || !tensor.is_floating_point()) return true;
        using var scope = NewDisposeScope();
        return double.IsFinite(tensor.min().to(ScalarType.Float64).item<double>())
            && double.IsFinite(tensor.max().to(ScalarType.Float64).item<double>());
    }
}
