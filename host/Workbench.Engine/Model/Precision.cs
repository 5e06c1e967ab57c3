using TorchSharp;
using Workbench.Data;
using Workbench.Engine.Native;
using static TorchSharp.torch;

namespace Workbench.Engine.Model;

/// <summary>The precisions of a model, by their names in specs and commands.</summary>
public static class Precision
{
    /// <summary>The default precision.</summary>
    public const ScalarType Default = ScalarType.Float32;

    /// <summary>All names, the default first.</summary>
    public static IReadOnlyList<string> Names { get; } = ["float32", "bfloat16", "float64"];

    /// <summary>Help text of the option.</summary>
    public static string Help => "float32 (default), bfloat16 (only for products with weights; the rest is float32) or float64";

    /// <summary>The precision with the given name.</summary>
    /// <param name="name">One of <see cref="Names"/>, or null for the default.</param>
    /// <exception cref="ArgumentException">The name is unknown.</exception>
    public static ScalarType FromName(string? name) => name switch
    {
        null or "float32" => Default,
        "bfloat16" => ScalarType.BFloat16,
        "float64" => ScalarType.Float64,
        _ => throw new ArgumentException($"Unknown precision '{name}'{NearestName.Hint(name, Names)}", nameof(name)),
    };

    /// <summary>The name of a precision, in lower case.</summary>
    public static string NameOf(ScalarType dtype) => dtype.ToString().ToLowerInvariant();

    /// <summary>A warning if this precision is slower on this device; else null.</summary>
    /// <param name="dtype">The precision.</param>
    /// <param name="device">The device that computes.</param>
    /// <param name="inHardware">Whether the processor has bfloat16 instructions; null to detect it.</param>
    public static string? SpeedWarning(ScalarType dtype, DeviceType device, bool? inHardware = null) =>
        dtype == ScalarType.BFloat16 && device == DeviceType.CPU && !(inHardware ?? Processor.HasBfloat16)
            ? "This processor has no bfloat16 instructions (AVX512-BF16 or AMX-BF16). "
                + "Results have bfloat16 precision, but float32 is faster here."
            : null;
}
