using System.Globalization;

namespace Workbench.Engine.Model.Families;

/// <summary>
/// Strips wrapper names from a file's tensor names: <c>module.</c> of DataParallel, <c>_orig_mod.</c> of torch.compile and similar ones, at
/// any place in a name (PyTorch's ImageNet example wraps only the features: <c>features.module.0.weight</c>). Also strips a common prefix
/// of <c>features</c>, as in a Lightning module's <c>model.features.0.weight</c>.
/// </summary>
internal sealed class UnwrappedNames
{
    /// <summary>Prefix of torchvision's convolutions.</summary>
    public const string Features = "features.";

    /// <summary>Prefix of torchvision's fully connected layers.</summary>
    public const string Classifier = "classifier.";

    private const string Weight = ".weight";
    private const int MaximumDigits = 5;   // digits of a layer's number

    // Attributes under which wrappers keep the wrapped module. No layer has these names.
    private static readonly HashSet<string> s_wrappers = new(StringComparer.Ordinal)
    {
        "module", "_orig_mod", "_fsdp_wrapped_module", "_checkpoint_wrapped_module", "_fpw_module",
    };

    private UnwrappedNames(IReadOnlyDictionary<string, string> byName, string? problem) => (ByName, Problem) = (byName, problem);

    /// <summary>The plain name by the file's name.</summary>
    public IReadOnlyDictionary<string, string> ByName { get; }

    /// <summary>Why the plain names are ambiguous, as a clause; null if they are unique.</summary>
    public string? Problem { get; }

    /// <summary>Strips wrappers and the common prefix.</summary>
    /// <param name="names">The names of all tensors of a file.</param>
    public static UnwrappedNames FromTensorNames(IEnumerable<string> names)
    {
        var plain = names.ToDictionary(name => name, StripWrappers, StringComparer.Ordinal);
        var above = plain
            .Values.Select(FeaturesPrefix)
            .OfType<string>()
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .ToList();
        if (above.Count > 1 && !above.Contains(""))
            return new(
                plain,
                $"the file holds several networks: {string.Join(", ", above.Take(4).Select(prefix => $"'{prefix}features.0.weight'"))}; "
                + "save only one of them");
        if (above is [{ Length: > 0 } only])
            foreach (var (name, below) in plain.Where(pair => pair.Value.StartsWith(only, StringComparison.Ordinal)).ToList())
                plain[name] = below[only.Length..];
        var twice = plain.GroupBy(pair => pair.Value, StringComparer.Ordinal).FirstOrDefault(group => group.Skip(1).Any());
        return new(
            plain,
            twice is null
                ? null
                : $"{string.Join(" and ", twice.Take(2).Select(pair => pair.Key))} are both {twice.Key} without their wrappers; "
                    + "save only one of them");
    }

    /// <summary>A tensor's or layer's name without wrappers.</summary>
    public static string StripWrappers(string name) => string.Join('.', name.Split('.').Where(part => !s_wrappers.Contains(part)));

    /// <summary>The layer's number N in <c>PART.N.weight</c>; null if the name has another form.</summary>
    /// <param name="name">A tensor's name.</param>
    /// <param name="part"><see cref="Features"/> or <see cref="Classifier"/>.</param>
    public static int? LayerNumber(string name, string part) =>
        name.Length > part.Length + Weight.Length
        && name.StartsWith(part, StringComparison.Ordinal)
        && name.EndsWith(Weight, StringComparison.Ordinal)
            ? ParseLayerNumber(name[part.Length..^Weight.Length])
            : null;

    /// <summary>A layer's number: up to five digits without leading zeros; null for other text.</summary>
    public static int? ParseLayerNumber(string text) =>
        text.Length is > 0 and <= MaximumDigits && text.All(char.IsAsciiDigit) && (text[0] != '0' || text.Length == 1)
            ? int.Parse(text, CultureInfo.InvariantCulture)
            : null;

    // The prefix of 'features.N.weight': empty, or names that end in a dot. Null if the name is not a convolution's.
    private static string? FeaturesPrefix(string name)
    {
        var at = name.LastIndexOf(Features, StringComparison.Ordinal);
        return at >= 0 && (at == 0 || name[at - 1] == '.') && LayerNumber(name[at..], Features) is not null ? name[..at] : null;
    }
}
