using System.Reflection;
using Workbench.Data;
using Workbench.Engine.Native;

namespace Workbench.Engine;

/// <summary>
/// What a number depends on beside plugins, model and data: the host's own arithmetic and the libraries that compute under it.
/// Cell keys, provenance and the identity of a submitted run all take it from here.
/// </summary>
/// <param name="Numerics">The arithmetic of the host: see <see cref="Engine.Numerics"/>.</param>
/// <param name="TorchSharp">Version of TorchSharp.</param>
/// <param name="Libtorch">Version of libtorch.</param>
/// <param name="Decoder">Name and version of the library that decodes images.</param>
public sealed record HostIdentity(string Numerics, string TorchSharp, string Libtorch, string Decoder)
{
    /// <summary>The part of a cell's key that names the arithmetic of the host.</summary>
    public const string NumericsPart = "numerics";

    /// <summary>This process's own.</summary>
    /// <exception cref="TorchRuntimeException">libtorch is not loaded and cannot be.</exception>
    public static HostIdentity Current => s_current.Value;

    private static readonly Lazy<HostIdentity> s_current = new(() =>
        new HostIdentity(Engine.Numerics.Identity, TorchLocation.TorchSharpVersion, global::TorchSharp.torch.__version__, Image.Decoder));

    /// <summary>The workbench's own version: for readers, since it says too little of what a number depends on.</summary>
    public static string Workbench => VersionOf(typeof(HostIdentity).Assembly);

    /// <summary>Names of <see cref="Parts"/>.</summary>
    public static IReadOnlyList<string> PartNames { get; } = [NumericsPart, "torchsharp", "libtorch", "decoder"];

    /// <summary>The parts by name, as keys and identities hold them.</summary>
    public IEnumerable<KeyValuePair<string, string>> Parts => PartNames.Zip([Numerics, TorchSharp, Libtorch, Decoder], KeyValuePair.Create);

    private static string VersionOf(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
        ?? assembly.GetName().Version?.ToString() ?? "?";
}
