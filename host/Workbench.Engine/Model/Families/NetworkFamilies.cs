using Workbench.Data;
using static TorchSharp.torch;

namespace Workbench.Engine.Model.Families;

/// <summary>Builds the network whose parameters a file holds. The family is read off the tensors' names, or named by the model
/// card.</summary>
public static class NetworkFamilies
{
    private static readonly IReadOnlyList<NetworkFamily> s_families =
    [
        new ResNet(), new AlexNet(), new SqueezeNet(), new DenseNet(), new GoogLeNet(), new InceptionV3(),
        new RegNet(), new MobileNetV2(), new MobileNetV3(), new MnasNet(), new ShuffleNetV2(), new EfficientNet(),
    ];

    /// <summary>Names that a model card may give as its architecture: torchvision's.</summary>
    public static IReadOnlyList<string> Architectures { get; } =
        [.. Vgg.Architectures.Concat(s_families.SelectMany(family => family.Architectures)).Order(StringComparer.Ordinal)];

    /// <summary>Builds a network.</summary>
    /// <param name="source">The file, for messages.</param>
    /// <param name="stored">Tensors by the file's names.</param>
    /// <param name="form">The properties that names and shapes do not determine.</param>
    /// <param name="ranges">Range of the normalised input, per channel; null for ImageNet's.</param>
    /// <param name="inBfloat16">Whether products with weights are computed in bfloat16.</param>
    /// <exception cref="WeightsException">The tensors are those of no known network; the message lists every problem.</exception>
    public static Network Build(
        string source,
        IReadOnlyDictionary<string, Tensor> stored,
        ModelVariant form,
        IReadOnlyList<InputRange>? ranges = null,
        bool inBfloat16 = false)
    {
        ranges ??= InputConvention.FromName("imagenet").Ranges;
        if (Find(source, stored, form) is not var (family, tensors))
            return Vgg.Build(TorchvisionParameters.FromTensors(source, stored, form), source, form, ranges, inBfloat16);
        CardKeys.Check(source, family.Name, form, family.OwnCardKeys);
        try
        {
            var network = new ModuleBuilder(tensors, form, form.BatchNormEpsilon ?? family.EpsilonOf(tensors), inBfloat16);
            var name = family.Build(network);
            tensors.CheckAllTaken(family.OnlyInTraining);
            return network.Network.Build(name, family.InputSizeOf(tensors), form, ranges);
        }
        catch (FormatException error)
        {
            throw new WeightsException($"The weights '{source}' do not fit {family.Name}: {error.Message}.");
        }
    }

    // Null for a VGG, which also stands for a file of no known network.
    private static (NetworkFamily Family, ModuleTensors Tensors)? Find(
        string source, IReadOnlyDictionary<string, Tensor> stored, ModelVariant form)
    {
        var named = s_families.FirstOrDefault(family => form.Architecture is { } name && family.Architectures.Contains(name));
        if (named is null && form.Architecture is not null) return null;
        var plain = stored.Keys.ToDictionary(name => name, UnwrappedNames.StripWrappers, StringComparer.Ordinal);
        foreach (var family in named is null ? s_families : [named])
        {
            var prefixes = plain.Values.Select(name => PrefixOf(name, family.Marker)).OfType<string>().Distinct().ToList();
            if (prefixes is not [var prefix]) continue;
            string Own(string below) =>
                family.PresentName(below.StartsWith(prefix, StringComparison.Ordinal) ? below[prefix.Length..] : below);
            var tensors = plain
                .GroupBy(pair => Own(pair.Value), StringComparer.Ordinal)
                .ToDictionary(group => group.Key, group => group.ToList(), StringComparer.Ordinal);
            var modules = new ModuleTensors(
                tensors.ToDictionary(pair => pair.Key, pair => stored[pair.Value[0].Key], StringComparer.Ordinal));
            if (named is null && !family.Fits(modules)) continue;
            return tensors.FirstOrDefault(pair => pair.Value.Count > 1) is not { Key: { } twice, Value: var files }
                ? (family, modules)
                : throw new WeightsException(
                    $"The weights '{source}' do not fit {family.Name}: {
                        string.Join(" and ", files.Select(pair => UnreadableFileException.Printable(pair.Key)))} are both {
                        UnreadableFileException.Printable(twice)} without their wrappers; save only one of them.");
        }
        return named is null
            ? null
            : throw new WeightsException($"The weights '{source}' do not fit {named.Name}: {named.Marker} is missing.");
    }

    // 'model.' of 'model.layer1.0.conv1.weight'; null for a name that does not end in the marker.
    private static string? PrefixOf(string name, string marker) =>
        name.EndsWith(marker, StringComparison.Ordinal) && name[..^marker.Length] is var prefix && (prefix.Length == 0 || prefix[^1] == '.')
            ? prefix
            : null;
}
