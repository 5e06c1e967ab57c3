using System.Runtime.InteropServices;
using Workbench.Reporting.Pictures;
using static TorchSharp.torch;

namespace Workbench.Experiments.Figures;

/// <summary>Copies maps from tensors, for drawing.</summary>
public static class MapCopy
{
    /// <summary>A copy of a raw map.</summary>
    /// <param name="map">[1,1,h,w], finite.</param>
    public static PlainMap From(Tensor map)
    {
        using var plain = map.to(ScalarType.Float64).cpu().contiguous();
        return new PlainMap((int)map.shape[^1], (int)map.shape[^2], MemoryMarshal.Cast<byte, double>(plain.bytes).ToArray());
    }
}
