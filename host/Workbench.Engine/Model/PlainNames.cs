using System.Globalization;

namespace Workbench.Engine.Model;

/// <summary>
/// A file's names of tensors without what wraps the layers: <c>module.</c> of DataParallel, <c>_orig_mod.</c> of torch.compile and the like, at any place in a name (PyTorch's own ImageNet example wraps the
/// features alone: <c>features.module.0.weight</c>); and what stands before <c>features</c> where all layers stand below one name, as a Lightning module's <c>model.features.0.weight</c> does.
/// </summary>
internal sealed class PlainNames
{
    /// <summary>The convolutions' part of torchvision's VGG.</summary>
    public const string Features = "features.";

    /// <summary>The fully connected layers' part.</summary>
    public const string Classifier = "classifier.";

    private const string Weight = ".weight";
    private const int MostFigures = 5;   // of a layer's number

    // What wrappers call the module that they wrap, and no layer is called.
    private static readonly HashSet<string> s_wrappers = new(StringComparer.Ordinal)
    {
        "module", "_orig_mod", "_fsdp_wrapped_module", "_checkpoint_wrapped_module", "_fpw_module",
    };

    private PlainNames(IReadOnlyDictionary<string, string> byName, string? problem) => (ByName, Problem) = (byName, problem);

    /// <summary>The plain name of each name.</summary>
    public IReadOnlyDictionary<string, string> ByName { get; }

    /// <summary>Why the names cannot be made plain, a clause; null where they can.</summary>
    public string? Problem { get; }

    /// <summary>Makes names plain.</summary>
    /// <param name="names">The names of all tensors of a file.</param>
    public static PlainNames Of(IEnumerable<string> names)
    {
        var plain = names.ToDictionary(name => name, Unwrapped, StringComparer.Ordinal);
        var above = plain.Values.Select(Above).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        if (above.Count > 1 && !above.Contains(""))
            return new(
                plain,
                $"there are several: {string.Join(", ", above.Take(4).Select(prefix => $"'{prefix}features.0.weight'"))}; save the one that is meant alone"
            );
        if (above is [{ Length: > 0 } only])
            foreach (var (name, below) in plain.Where(pair => pair.Value.StartsWith(only, StringComparison.Ordinal)).ToList())
                plain[name] = below[only.Length..];
        var twice = plain.GroupBy(pair => pair.Value, StringComparer.Ordinal).FirstOrDefault(group => group.Skip(1).Any());
        return new(
            plain,
            twice is null
                ? null
                : $"{string.Join(" and ", twice.Take(2).Select(pair => pair.Key))} are both {twice.Key} without what wraps them; save the one that is meant alone"
        );
    }

    /// <summary>A layer's name, of a tensor's or of a model card, without wrappers.</summary>
    public static string Unwrapped(string name) => string.Join('.', name.Split('.').Where(part => !s_wrappers.Contains(part)));

    /// <summary>The number of a layer in <c>PART.N.weight</c>, written as a number is; null where the name is another.</summary>
    /// <param name="name">A tensor's name.</param>
    /// <param name="part"><see cref="Features"/> or <see cref="Classifier"/>.</param>
    public static int? Index(string name, string part) =>
        name.Length > part.Length + Weight.Length
        && name.StartsWith(part, StringComparison.Ordinal)
        && name.EndsWith(Weight, StringComparison.Ordinal)
            ? Number(name[part.Length..^Weight.Length])
            : null;

    /// <summary>A layer's number, or null where the text is none.</summary>
    public static int? Number(string text) =>
        text.Length is > 0 and <= MostFigures && text.All(char.IsAsciiDigit) && (text[0] != '0' || text.Length == 1)
            ? int.Parse(text, CultureInfo.InvariantCulture)
            : null;

    // What stands before 'features.N.weight': nothing, or names that end in a dot; null where the name is no convolution's.
    private static string? Above(string name)
    {
        var at = name.LastIndexOf(Features, StringComparison.Ordinal);
        return at >= 0 && (at == 0 || name[at - 1] == '.') && Index(name[at..], Features) is not null ? name[..at] : null;
    }
}
