using TorchSharp;
using Workbench.Data;
using Workbench.Engine.Native;
using static TorchSharp.torch;

namespace Workbench.Engine.Model;

/// <summary>The precisions that a model computes in, by the names that specs and commands give them.</summary>
public static class Precision
{
    /// <summary>What is computed in where nothing is said.</summary>
    public const ScalarType Default = ScalarType.Float32;

    /// <summary>All names, the default first.</summary>
    public static IReadOnlyList<string> Names { get; } = ["float32", "bfloat16", "float64"];

    /// <summary>What a command says of the choice.</summary>
    public static string Help => "float32 (default), bfloat16 (products with weights alone; the rest in float32) or float64";

    /// <summary>The precision of a name.</summary>
    /// <param name="name">One of <see cref="Names"/>, or null for the default.</param>
    public static ScalarType Of(string? name) => name switch
    {
        null or "float32" => Default,
        "bfloat16" => ScalarType.BFloat16,
        "float64" => ScalarType.Float64,
        _ => throw new ArgumentException($"'{name}' is no precision{NearestName.Hint(name, Names)}", nameof(name)),
    };

    /// <summary>The name of a precision.</summary>
    public static string NameOf(ScalarType dtype) => dtype.ToString().ToLowerInvariant();

    /// <summary>What is to be said of a precision where it is no gain, or null.</summary>
    /// <param name="dtype">The precision.</param>
    /// <param name="device">Where is computed.</param>
    /// <param name="inHardware">Whether the processor has instructions for bfloat16; null to ask it.</param>
    public static string? Caution(ScalarType dtype, DeviceType device, bool? inHardware = null) =>
        dtype == ScalarType.BFloat16 && device == DeviceType.CPU && !(inHardware ?? Processor.HasBfloat16)
        ? "This processor has no instructions for bfloat16 (AVX512-BF16 or AMX-BF16): results are those of bfloat16, but float32 is faster here."
        : null;
}
