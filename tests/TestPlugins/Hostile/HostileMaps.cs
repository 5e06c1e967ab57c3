namespace Workbench.TestPlugins;

/// <summary>Invalid maps.</summary>
internal static class HostileMaps
{
    private static Tensor? s_shared;

    /// <summary>Returns the map, or null if the kind is not a map.</summary>
    public static Tensor? Create(MethodKind kind, IPass pass)
    {
        var rows = pass.Targets.Count;
        Tensor Map(params long[] shape) => ones(shape, ScalarType.Float32);
        switch (kind)
        {
            case MethodKind.Disposed:
                var gone = Map(rows, 1, 2, 2);
                gone.Dispose();
                return gone;
            case MethodKind.NoHeight: return Map(rows, 1, 0, 7);
            case MethodKind.Empty: return Map(0);
            case MethodKind.Scalar: return tensor(1f);
            case MethodKind.Meta: return empty([rows, 1, 2, 2], device: META);
            case MethodKind.Sparse: return Map(rows, 1, 2, 2).to_sparse();
            case MethodKind.Complex: return ones([rows, 1, 2, 2], ScalarType.ComplexFloat32);
            case MethodKind.Bool: return ones([rows, 1, 2, 2], ScalarType.Bool);
            case MethodKind.Whole: return ones([rows, 1, 2, 2], ScalarType.Int64);
            case MethodKind.Half: return ones([rows, 1, 2, 2], ScalarType.Float16);
            case MethodKind.WrongRank: return Map(rows, 2, 2);
            case MethodKind.WrongRows: return Map(rows + 1, 1, 2, 2);
            case MethodKind.WrongChannels: return Map(rows, 3, 2, 2);
            case MethodKind.NaN: return Map(rows, 1, 2, 2) * double.NaN;
            case MethodKind.Infinity: return Map(rows, 1, 2, 2) / 0;
            case MethodKind.Expanded: return Map(1, 1, 1, 1).expand(rows, 1, 3, 3);
            case MethodKind.Transposed: return pass.InputGradient.sum(1, keepdim: true).transpose(2, 3);
            case MethodKind.RequiresGradient: return Map(rows, 1, 2, 2).requires_grad_(true);
            case MethodKind.Shared: return s_shared ??= Map(rows, 1, 2, 2).DetachFromDisposeScope();
            case MethodKind.Tall: return Map(rows, 1, 1, 20_000);
            default: return null;
        }
    }
}
