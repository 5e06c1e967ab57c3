using System.Globalization;
using System.Reflection;
using Workbench.Data;
using Workbench.Engine.Loading;

namespace Workbench.Engine;

/// <summary>
/// The hash of the host's numerical code: the folders Model and Passes, the contract, the random draws, and the steps from an image to a
/// model input. Sixteen hexadecimal digits.
/// </summary>
/// <remarks>
/// It hashes instructions: comments, layout and the build folder do not change it, and Debug and Release have the same one
/// (Directory.Build.targets). Another compiler, or <c>-p:Optimize=false</c>, may emit other instructions for the same sources. Such a build
/// shares no rows with others, which costs a computation but gives no wrong number.
/// </remarks>
internal static class NumericsFingerprint
{
    private static readonly string[] s_folders = ["Workbench.Engine.Model.", "Workbench.Engine.Passes.", "Workbench.Data.Pictures."];

    private static readonly string[] s_classes =
    [
        "Workbench.Data.Seeds", "Workbench.Data.Image", "Workbench.Data.PictureReading", "Workbench.Data.InputConvention",
        "Workbench.Data.Resampling",
    ];

    /// <summary>The assemblies of the code: the engine, the data library and the contract, in this order.</summary>
    public static IReadOnlyList<Assembly> Assemblies { get; } =
    [typeof(Numerics).Assembly, typeof(Image).Assembly, typeof(IAttributionMethod).Assembly];

    /// <summary>The fingerprint of the given assemblies.</summary>
    /// <param name="engine">The bytes of Workbench.Engine.dll.</param>
    /// <param name="data">The bytes of Workbench.Data.dll.</param>
    /// <param name="contract">The bytes of Workbench.Abstractions.dll.</param>
    public static string FromAssemblies(byte[] engine, byte[] data, byte[] contract) =>
        Seeds.Derive(
            0,
            HashOf(engine, Counts),
            HashOf(data, Counts),
            HashOf(contract, type => type.StartsWith("Workbench.", StringComparison.Ordinal))).ToString("x16");

    /// <summary>The fingerprint of the running code. Computing it takes a quarter of a second, so it is cached for each build.</summary>
    /// <param name="folder">The cache folder, which gets a small file per build.</param>
    public static string FromRunningProcess(string folder)
    {
        var build = string.Join('-', Assemblies.Select(assembly => assembly.ManifestModule.ModuleVersionId.ToString("n")));
        var file = Path.Combine(folder, $"numerics-{build}.txt");
        if (
            CachedText.Read(file) is { Length: 16 } known
            && ulong.TryParse(known, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _))
            return known;
        var bytes = Assemblies.Select(assembly => File.ReadAllBytes(assembly.Location)).ToList();
        var found = FromAssemblies(bytes[0], bytes[1], bytes[2]);
        CachedText.Write(file, found);
        return found;
    }

    private static string HashOf(byte[] assembly, Func<string, bool> counts)
    {
        using var code = new CodeHash(assembly, []);
        return code.ComputeForClasses(counts);
    }

    private static bool Counts(string type) =>
        s_classes.Contains(type) || s_folders.Any(folder => type.StartsWith(folder, StringComparison.Ordinal));
}
