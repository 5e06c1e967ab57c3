using static TorchSharp.torch;

namespace Workbench.Engine.Model;

/// <summary>A file's tensors under torchvision's names: layers renamed, colours red first, fully connected weights as matrices, batch normalisation folded into the convolutions.</summary>
public sealed class FormedParameters
{
    private FormedParameters(Dictionary<string, Tensor> tensors, HashSet<string> folded) => (Tensors, Folded) = (tensors, folded);

    /// <summary>The tensors, by torchvision's names.</summary>
    public IReadOnlyDictionary<string, Tensor> Tensors { get; }

    /// <summary>Convolutions that a batch normalisation was folded into; its place in the numbering stays empty.</summary>
    public IReadOnlySet<string> Folded { get; }

    /// <summary>Brings tensors into form. Those that change are replaced; the others are the same.</summary>
    /// <param name="stored">Tensors by the file's names.</param>
    /// <param name="form">What the names and shapes do not say.</param>
    /// <exception cref="FormatException">A layer to rename is not there, or two get one name; a clause.</exception>
    public static FormedParameters Of(IReadOnlyDictionary<string, Tensor> stored, ModelForm form)
    {
        var missing = form.Layers.Keys.Where(layer => !stored.Keys.Any(name => name.StartsWith(layer + ".", StringComparison.Ordinal))).ToList();
        if (missing.Count > 0) throw new FormatException($"the model's 'layers' name {string.Join(", ", missing)}, which the file does not have");
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var (name, tensor) in stored)
            if (!tensors.TryAdd(Renamed(name, form), tensor)) throw new FormatException($"the model's 'layers' make two tensors '{Renamed(name, form)}'");
        foreach (var (name, tensor) in tensors.Where(pair => pair.Key.StartsWith("classifier.", StringComparison.Ordinal) && pair.Value.dim() == 4).ToList())
            tensors[name] = tensor.flatten(1);   // [out,C,k,k] to [out,C·k·k]
        if (form.Colours == ColourOrder.Bgr && tensors.TryGetValue("features.0.weight", out var first) && first.dim() == 4) tensors["features.0.weight"] = first.flip(1).contiguous();
        return new(tensors, Fold(tensors, form.BatchNormEpsilon));
    }

    /// <summary>Brings a file's tensors into form.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="stored">Tensors by the file's names.</param>
    /// <param name="form">What the names and shapes do not say.</param>
    /// <exception cref="WeightsException">They do not fit the form.</exception>
    public static FormedParameters Of(string path, IReadOnlyDictionary<string, Tensor> stored, ModelForm form)
    {
        try
        {
            return Of(stored, form);
        }
        catch (FormatException error)
        {
            throw new WeightsException($"The weights '{path}' do not fit their model card: {error.Message}.");
        }
    }

    private static string Renamed(string name, ModelForm form)
    {
        var dot = name.LastIndexOf('.');
        return dot > 0 && form.Layers.TryGetValue(name[..dot], out var layer) ? layer + name[dot..] : name;
    }

    // BN(W x + b) = s·W x + s·(b − mean) + shift, with s = scale / √(variance + ε).
    private static HashSet<string> Fold(Dictionary<string, Tensor> tensors, double epsilon)
    {
        var folded = new HashSet<string>(StringComparer.Ordinal);
        foreach (var norm in tensors.Keys.Where(name => name.EndsWith(".running_mean", StringComparison.Ordinal)).Select(name => name[..^".running_mean".Length]).ToList())
        {
            if (!(norm.StartsWith("features.", StringComparison.Ordinal) && int.TryParse(norm["features.".Length..], out var index) && tensors.TryGetValue($"features.{index - 1}.weight", out var weight)
                && tensors.TryGetValue($"{norm}.running_var", out var variance) && tensors.TryGetValue($"{norm}.weight", out var scale) && tensors.TryGetValue($"{norm}.bias", out var shift)
                && weight.dim() == 4 && new[] { variance, scale, shift, tensors[$"{norm}.running_mean"] }.All(tensor => tensor.dim() == 1 && tensor.shape[0] == weight.shape[0]))) continue;
            var convolution = $"features.{index - 1}";
            var factor = scale / (variance + epsilon).sqrt();
            var bias = tensors.GetValueOrDefault($"{convolution}.bias") ?? zeros_like(shift);
            tensors[$"{convolution}.weight"] = weight * factor.reshape(-1, 1, 1, 1);
            tensors[$"{convolution}.bias"] = factor * (bias - tensors[$"{norm}.running_mean"]) + shift;
            foreach (var part in (string[])["weight", "bias", "running_mean", "running_var", "num_batches_tracked"]) tensors.Remove($"{norm}.{part}");
            folded.Add(convolution);
        }
        return folded;
    }
}
