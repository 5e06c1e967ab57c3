using System.Text.RegularExpressions;

namespace Workbench.Reporting.Html;

/// <summary>
/// Labels for the keys of <c>provenance.json</c>. An unknown key is split into words: <c>someNewKey</c> becomes "some new key".
/// </summary>
internal static partial class ProvenanceLabels
{
    private static readonly Dictionary<string, string> s_words = new(StringComparer.Ordinal)
    {
        ["workbench"] = "workbench version",
        ["command"] = "command",
        ["key"] = "key of all its cells",
        ["images.done"] = "images done",
        ["images.wanted"] = "images requested",
        ["images.computedByThisStart"] = "images computed by this process",
        ["shard"] = "shard",
        ["wallSeconds"] = "wall-clock seconds",
        ["seed"] = "seed",
        ["device"] = "device",
        ["dtype"] = "precision",
        ["tf32"] = "TF32 allowed",
        ["batch.size"] = "images per batch",
        ["batch.choice"] = "choice of the batch size",
        ["batch.halvings"] = "batches halved for lack of memory",
        ["threads"] = "threads",
        ["subject"] = "subject",
        ["input"] = "input convention",
        ["model"] = "model",
        ["form"] = "form of the model",
        ["weights.file"] = "weights file",
        ["weights.sha256"] = "SHA-256 of the weights",
        ["weights.drawsSha256"] = "SHA-256 of the draws for randomised layers",
        ["data.images"] = "images in the data",
        ["data.classes"] = "classes in the data",
        ["data.hash"] = "hash of the data",
        ["system"] = "operating system",
        ["spec"] = "the spec, resolved",
    };

    /// <summary>The label of a path.</summary>
    /// <param name="path">
    /// A path of <see cref="ProvenanceSection.Facts(string)"/>: <c>weights.sha256</c>, <c>plugins Aggregation.dll.sha256</c>.
    /// </param>
    public static string Label(string path)
    {
        if (s_words.TryGetValue(path, out var words)) return words;
        if (path.StartsWith("versions.", StringComparison.Ordinal)) return $"version of {path["versions.".Length..]}";
        if (Plugin().Match(path) is { Success: true } plugin) return $"SHA-256 of the plugin {plugin.Groups["file"].Value}";
        if (Code().Match(path) is { Success: true } code)
            return $"hash of the code of the {code.Groups["kind"].Value} {code.Groups["id"].Value}";
        return Capital().Replace(path, letter => $" {letter.Value.ToLowerInvariant()}").Replace('.', ' ').Trim();
    }

    [GeneratedRegex(@"^plugins (?<file>.+)\.sha256$", RegexOptions.ExplicitCapture)]
    private static partial Regex Plugin();

    [GeneratedRegex(@"^code (?<kind>\S+) (?<id>.+)\.hash$", RegexOptions.ExplicitCapture)]
    private static partial Regex Code();

    [GeneratedRegex("(?<=[a-z0-9])[A-Z]", RegexOptions.ExplicitCapture)]
    private static partial Regex Capital();
}
