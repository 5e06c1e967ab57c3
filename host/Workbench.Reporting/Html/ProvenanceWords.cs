using System.Text.RegularExpressions;

namespace Workbench.Reporting.Html;

/// <summary>
/// What the keys of <c>provenance.json</c> are called on a page. A key that is not known reads as its own words: <c>someNewKey</c> as "some
/// new key".
/// </summary>
internal static partial class ProvenanceWords
{
    private static readonly Dictionary<string, string> s_words = new(StringComparer.Ordinal)
    {
        ["workbench"] = "workbench version",
        ["command"] = "command",
        ["key"] = "key of all its cells",
        ["images.done"] = "images done",
        ["images.wanted"] = "images asked for",
        ["images.computedByThisStart"] = "images computed by this start",
        ["shard"] = "shard",
        ["wallSeconds"] = "seconds by the clock",
        ["seed"] = "seed",
        ["device"] = "device",
        ["dtype"] = "precision",
        ["tf32"] = "TF32 allowed",
        ["batch.size"] = "images per batch",
        ["batch.choice"] = "how the batch was chosen",
        ["batch.halvings"] = "batches halved for want of memory",
        ["threads"] = "threads",
        ["subject"] = "subject",
        ["input"] = "input convention",
        ["model"] = "model",
        ["form"] = "form of the model",
        ["weights.file"] = "file of the weights",
        ["weights.sha256"] = "SHA-256 of the weights",
        ["weights.drawsSha256"] = "SHA-256 of the draws for redrawn layers",
        ["data.images"] = "images in the data",
        ["data.classes"] = "classes in the data",
        ["data.hash"] = "hash of the data",
        ["system"] = "operating system",
        ["spec"] = "the spec, resolved",
    };

    /// <summary>The words for a key's path.</summary>
    /// <param name="path">As <see cref="ProvenanceSection.Facts(string)"/> has it: <c>weights.sha256</c>, <c>plugins
    /// Aggregation.dll.sha256</c>.</param>
    public static string Of(string path)
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
