using Workbench.Engine.Plugins;
using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Engine.Passes;

/// <summary>Checks a method's map and converts it for storage: on the CPU, contiguous, float32 or float64.</summary>
internal static class MethodMap
{
    /// <summary>Returns the map if metrics can read it.</summary>
    /// <param name="map">The tensor that the method returned.</param>
    /// <param name="rows">Number of pairs in the pass.</param>
    /// <param name="input">Height and width of the model's input, pixels.</param>
    /// <exception cref="PluginFaultException">The tensor is not a valid map. The message has the reason.</exception>
    public static Tensor Validate(Tensor? map, int rows, (long Height, long Width) input)
    {
        if (map is null) throw Fault("null.");
        if (map.IsInvalid) throw Fault("a tensor that it had disposed.");
        if (map.dim() != 4 || map.shape[0] != rows || map.shape[1] != 1)
            throw Fault($"[{string.Join(',', map.shape)}], expected [{rows},1,h,w].");
        if (map.shape[2] == 0 || map.shape[3] == 0) throw Fault($"[{string.Join(',', map.shape)}], a map without a pixel.");
        if (!map.is_floating_point()) throw Fault($"{map.dtype}, expected a floating-point map.");
        if (map.is_sparse) throw Fault("a sparse tensor: return map.to_dense().");
        if (map.device_type == DeviceType.META) throw Fault("a tensor of the device 'meta', which has no values.");
        var most = Math.Max(PluginLimits.MapPixels, input.Height * input.Width);
        if ((double)map.shape[2] * map.shape[3] > most)
            throw Fault(
                $"a map of {map.shape[2]} × {map.shape[3]}, more than {most} pixels: a map has the size of a layer or of the input.");
        return map;
    }

    /// <summary>The map as it is stored. Narrower floating-point types become float32 without loss.</summary>
    public static Tensor ToStored(Tensor map)
    {
        var plain = map.detach().cpu();
        return (plain.dtype is ScalarType.Float32 or ScalarType.Float64 ? plain : plain.to(ScalarType.Float32)).contiguous();
    }

    private static PluginFaultException Fault(string what) => new($"it returned {what}");
}
