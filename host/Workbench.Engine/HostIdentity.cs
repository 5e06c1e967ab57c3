using System.Reflection;
using Workbench.Data;
using Workbench.Engine.Native;

namespace Workbench.Engine;

/// <summary>
/// The versions of the host's arithmetic and of the libraries under it: a result depends on them as it does on plugins, model and data.
/// Cell keys, provenance and the identity of a submitted run all use it.
/// </summary>
/// <param name="Numerics">Version of the host's arithmetic: <see cref="Engine.Numerics.Identity"/>.</param>
/// <param name="TorchSharp">Version of TorchSharp.</param>
/// <param name="Libtorch">Version of libtorch.</param>
/// <param name="Decoder">Name and version of the library that decodes images.</param>
public sealed record HostIdentity(string Numerics, string TorchSharp, string Libtorch, string Decoder)
{
    /// <summary>The part of a cell's key that holds <see cref="Numerics"/>.</summary>
    public const string NumericsPart = "numerics";

    /// <summary>The identity of this process.</summary>
    /// <exception cref="TorchRuntimeException">libtorch is not loaded and cannot be.</exception>
    public static HostIdentity Current => s_current.Value;

    private static readonly Lazy<HostIdentity> s_current = new(() =>
        new HostIdentity(Engine.Numerics.Identity, TorchLocation.TorchSharpVersion, global::TorchSharp.torch.__version__, Image.Decoder));

    /// <summary>The workbench's version, for display only: different arithmetic can have the same version.</summary>
    public static string Workbench => VersionOf(typeof(HostIdentity).Assembly);

    /// <summary>Names of <see cref="Parts"/>, in the same order.</summary>
    public static IReadOnlyList<string> PartNames { get; } = [NumericsPart, "torchsharp", "libtorch", "decoder"];

    /// <summary>The parts by name, as cell keys and run identities store them.</summary>
    public IEnumerable<KeyValuePair<string, string>> Parts => PartNames.Zip([Numerics, TorchSharp, Libtorch, Decoder], KeyValuePair.Create);

    private static string VersionOf(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
        ?? assembly.GetName().Version?.ToString() ?? "?";
}
