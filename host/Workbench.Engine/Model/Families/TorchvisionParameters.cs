using static TorchSharp.torch;

namespace Workbench.Engine.Model.Families;

/// <summary>
/// A file's tensors in torchvision's form: layers renamed, colours in RGB order, fully connected weights as matrices, batch normalisation
/// folded into the convolutions unless the form keeps it.
/// </summary>
public sealed class TorchvisionParameters
{
    internal const double UsualEpsilon = 1e-5;   // torch.nn.BatchNorm2d's

    private TorchvisionParameters(
        Dictionary<string, Tensor> tensors,
        Dictionary<string, (Tensor Weight, Tensor Bias)> norms,
        bool kept,
        IReadOnlyList<string> problems) =>
        (Tensors, FoldedConvolutions, KeptNorms, Problems) =
            (tensors, kept ? [] : norms.Keys.ToHashSet(StringComparer.Ordinal), kept ? norms : [], problems);

    /// <summary>The tensors by torchvision's names.</summary>
    public IReadOnlyDictionary<string, Tensor> Tensors { get; }

    /// <summary>Convolutions into which a batch normalisation was folded; its place in the numbering stays empty.</summary>
    public IReadOnlySet<string> FoldedConvolutions { get; }

    /// <summary>Batch normalisations w x + b that the form keeps, by the convolution before them.</summary>
    public IReadOnlyDictionary<string, (Tensor Weight, Tensor Bias)> KeptNorms { get; }

    /// <summary>Faults that prevent the form, each a clause.</summary>
    public IReadOnlyList<string> Problems { get; }

    /// <summary>Converts tensors to torchvision's form. Tensors that need no change are reused.</summary>
    /// <param name="stored">Tensors by the file's names.</param>
    /// <param name="form">The properties that names and shapes do not determine.</param>
    /// <exception cref="FormatException">
    /// A layer to rename is missing, or two tensors get the same name; the message is a clause.
    /// </exception>
    public static TorchvisionParameters FromTensors(IReadOnlyDictionary<string, Tensor> stored, ModelVariant form)
    {
        var plain = UnwrappedNames.FromTensorNames(stored.Keys);
        var layers = stored.Keys.Concat(plain.ByName.Values).SelectMany(Ancestors).ToHashSet(StringComparer.Ordinal);
        var missing = form.Layers.Keys.Where(layer => !layers.Contains(layer)).ToList();
        if (missing.Count > 0)
            throw new FormatException($"the model card's 'layers' names {string.Join(", ", missing)}, which the file does not have");
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        if (plain.Problem is { } problem && form.Layers.Count == 0) return new([], [], false, [problem]);
        foreach (var (name, tensor) in stored)
            if (Renamed(name, plain.ByName[name], form) is var renamed && !tensors.TryAdd(renamed, tensor))
                throw new FormatException($"the model card's 'layers' gives two tensors the name '{renamed}'");
        foreach (
            var (name, tensor) in tensors
                .Where(pair => pair.Key.StartsWith("classifier.", StringComparison.Ordinal) && pair.Value.dim() == 4)
                .ToList())
            tensors[name] = tensor.flatten(1);   // [out,C,k,k] to [out,C·k·k]
        if (form.Colours == ColourOrder.Bgr && tensors.TryGetValue("features.0.weight", out var first) && first.dim() == 4)
            tensors["features.0.weight"] = first.flip(1).contiguous();
        var (problems, kept) = (new List<string>(), form.BatchNorm == BatchNormUse.Kept);
        return new(tensors, TakeNorms(tensors, form.BatchNormEpsilon ?? UsualEpsilon, kept, problems), kept, problems);
    }

    /// <summary>Converts a file's tensors to torchvision's form.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="stored">Tensors by the file's names.</param>
    /// <param name="form">The properties that names and shapes do not determine.</param>
    /// <exception cref="WeightsException">The tensors do not fit the form.</exception>
    public static TorchvisionParameters FromTensors(string path, IReadOnlyDictionary<string, Tensor> stored, ModelVariant form)
    {
        try
        {
            return FromTensors(stored, form);
        }
        catch (FormatException error)
        {
            throw new WeightsException($"The weights '{path}' do not fit their model card: {error.Message}.");
        }
    }

    // The ancestors of a name: 'a' and 'a.b' of 'a.b.weight'.
    private static IEnumerable<string> Ancestors(string name)
    {
        for (var dot = name.IndexOf('.'); dot >= 0; dot = name.IndexOf('.', dot + 1)) yield return name[..dot];
    }

    // A card may name a layer with the file's wrappers or without them.
    private static string Renamed(string name, string plain, ModelVariant form)
    {
        foreach (var known in (string[])[name, plain])
            if (known.LastIndexOf('.') is > 0 and var dot && form.Layers.TryGetValue(known[..dot], out var layer))
                return layer + known[dot..];
        return plain;
    }

    // BN(W x + b) = s·W x + s·(b − mean) + shift, with s = scale / √(variance + ε). Folds it unless it is kept.
    private static Dictionary<string, (Tensor Weight, Tensor Bias)> TakeNorms(
        Dictionary<string, Tensor> tensors, double epsilon, bool kept, List<string> problems)
    {
        var norms = new Dictionary<string, (Tensor Weight, Tensor Bias)>(StringComparer.Ordinal);
        foreach (
            var norm in tensors
                .Keys.Where(name => name.EndsWith(".running_mean", StringComparison.Ordinal))
                .Select(name => name[..^".running_mean".Length])
                .ToList())
        {
            if (
                !norm.StartsWith(UnwrappedNames.Features, StringComparison.Ordinal)
                && !norm.StartsWith(UnwrappedNames.Classifier, StringComparison.Ordinal))
                continue;
            var convolution =
                norm.StartsWith(UnwrappedNames.Features, StringComparison.Ordinal)
                && UnwrappedNames.ParseLayerNumber(norm[UnwrappedNames.Features.Length..]) is { } index
                    ? $"{UnwrappedNames.Features}{index - 1}"
                    : null;
            if (convolution is null || tensors.GetValueOrDefault($"{convolution}.weight") is not { } weight || weight.dim() != 4)
            {
                problems.Add($"{norm} is a batch normalisation (it has {norm}.running_mean) without a convolution directly before it");
                continue;
            }
            if (MissingTensors(tensors, norm) is { Length: > 0 } lacking)
            {
                problems.Add(lacking);
                continue;
            }
            var (variance, scale, shift) = (tensors[$"{norm}.running_var"], tensors[$"{norm}.weight"], tensors[$"{norm}.bias"]);
            var bias = tensors.GetValueOrDefault($"{convolution}.bias") ?? zeros_like(shift);
            if (
                new[] { variance, scale, shift, bias, tensors[$"{norm}.running_mean"] }.Any(tensor =>
                    tensor.dim() != 1 || tensor.shape[0] != weight.shape[0]))
            {
                problems.Add($"{norm} is a batch normalisation whose size differs from the {weight.shape[0]} channels of {convolution}");
                continue;
            }
            var factor = scale / (variance + epsilon).sqrt();
            norms[convolution] = (factor, shift - factor * tensors[$"{norm}.running_mean"]);
            if (!kept) tensors[$"{convolution}.weight"] = weight * factor.reshape(-1, 1, 1, 1);
            tensors[$"{convolution}.bias"] = kept ? bias : factor * (bias - tensors[$"{norm}.running_mean"]) + shift;
            foreach (var part in (string[])["weight", "bias", "running_mean", "running_var", "num_batches_tracked"])
                tensors.Remove($"{norm}.{part}");
        }
        return norms;
    }

    private static string MissingTensors(Dictionary<string, Tensor> tensors, string norm)
    {
        var missing = new[] { "weight", "bias", "running_var" }
            .Where(part => !tensors.ContainsKey($"{norm}.{part}"))
            .Select(part => $"{norm}.{part}")
            .ToList();
        if (missing.Count == 0) return "";
        var advice = missing.Exists(name => name.EndsWith("var", StringComparison.Ordinal))
            ? ""
            : "; if it has no affine parameters (affine=False), save a weight of ones and a bias of zeros";
        return $"{norm} is a batch normalisation (it has {norm}.running_mean) without {string.Join(" and ", missing)}{advice}";
    }
}
