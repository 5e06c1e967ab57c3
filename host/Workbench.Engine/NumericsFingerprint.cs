using System.Globalization;
using Workbench.Engine.Data;
using Workbench.Engine.Plugins;

namespace Workbench.Engine;

/// <summary>
/// The hash of the host's code that makes numbers: the folders Model and Passes, the contract, the random draws, and an image's way into the model.
/// Sixteen hexadecimal digits.
/// </summary>
/// <remarks>
/// It is of instructions: comments, layout and the folder of a build do not change it, and Debug and Release have one (Directory.Build.targets).
/// Another compiler, or <c>-p:Optimize=false</c>, may write other instructions for the same sources. Such a build shares no rows with others, which
/// costs a computation and no wrong number.
/// </remarks>
internal static class NumericsFingerprint
{
    private static readonly string[] s_folders = ["Workbench.Engine.Model.", "Workbench.Engine.Passes.", "Workbench.Engine.Data.Pictures."];

    private static readonly string[] s_classes =
    [
        "Workbench.Engine.Seeds", "Workbench.Engine.Data.Image", "Workbench.Engine.Data.PictureReading", "Workbench.Engine.Data.InputConvention",
        "Workbench.Engine.Data.Resampling",
    ];

    /// <summary>The fingerprint of an engine and its contract.</summary>
    /// <param name="engine">The bytes of Workbench.Engine.dll.</param>
    /// <param name="contract">The bytes of Workbench.Abstractions.dll.</param>
    public static string Of(byte[] engine, byte[] contract)
    {
        using var ours = new CodeHash(engine, []);
        using var shared = new CodeHash(contract, []);
        var (own, given) = (ours.OfEach(Counts), shared.OfEach(type => type.StartsWith("Workbench.", StringComparison.Ordinal)));
        return Seeds.Of(0, own, given).ToString("x16");
    }

    /// <summary>The fingerprint of what runs. It takes a quarter of a second, so each build's is kept.</summary>
    /// <param name="folder">Where it is kept, a small file per build.</param>
    public static string OfThisProcess(string folder)
    {
        var (engine, contract) = (typeof(Numerics).Assembly, typeof(IAttributionMethod).Assembly);
        var file = Path.Combine(folder, $"numerics-{engine.ManifestModule.ModuleVersionId:n}-{contract.ManifestModule.ModuleVersionId:n}.txt");
        if (Known(file) is { } known) return known;
        var found = Of(File.ReadAllBytes(engine.Location), File.ReadAllBytes(contract.Location));
        Keep(file, found);
        return found;
    }

    private static bool Counts(string type) =>
        s_classes.Contains(type) || s_folders.Any(folder => type.StartsWith(folder, StringComparison.Ordinal));

    private static string? Known(string file)
    {
        try
        {
            if (!File.Exists(file)) return null;
            var text = File.ReadAllText(file);
            return text.Length == 16 && ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _) ? text : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static void Keep(string file, string fingerprint)
    {
        try
        {
            WholeFile.Write(file, stream => stream.Write(System.Text.Encoding.ASCII.GetBytes(fingerprint)));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It is made again next time.
        }
    }
}
