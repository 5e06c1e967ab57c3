namespace Workbench.Engine.Model;

/// <summary>The keys of a model card that only some networks have. A key that the network at hand does not have is an error.</summary>
internal static class CardKeys
{
    /// <summary>The family of networks that alone has <c>layers</c>, <c>pools</c>, <c>head</c> and <c>score</c>.</summary>
    public const string Vgg = "VGG";

    private const string Inceptions = "GoogLeNet and Inception v3";
    private const string Weights = "files of weights";

    private static readonly (string Key, Func<ModelVariant, bool> IsSet, string Owners)[] s_keys =
    [
        ("architecture", form => form.Architecture is not null, Weights),
        ("layers", form => form.Layers.Count > 0, Vgg),
        ("colours", form => form.Colours != ColourOrder.Rgb, "files of weights and ONNX files"),
        ("pools", form => form.Pools != PoolEdge.Floor, Vgg),
        ("head", form => form.Head != HeadKind.Pooled, Vgg),
        ("score", form => form.Score != PositionScore.Softmax, Vgg + " with 'head: convolutional'"),
        ("batch-norm-epsilon", form => form.BatchNormEpsilon is not null, Weights),
        ("batch-norm", form => form.BatchNorm != BatchNormUse.Folded, "files of weights and ONNX files"),
        ("transform-input", form => form.TransformInput, Inceptions),
    ];

    /// <summary>The keys of a card that a network does not have, each with its place; empty if it has them all.</summary>
    /// <param name="form">The card's form. A key with its default value changes nothing, so it is not listed.</param>
    /// <param name="known">The keys that the network has.</param>
    public static IReadOnlyList<string> FindUseless(ModelVariant form, params IReadOnlyList<string> known) =>
        [.. Useless(form, known).Select(key => Shown(form, key.Key))];

    /// <summary>Checks that a family of networks has all keys that a card sets.</summary>
    /// <param name="path">The weights, for the message.</param>
    /// <param name="family">The family's name.</param>
    /// <param name="form">The card's form.</param>
    /// <param name="known">The keys that this family has and others do not.</param>
    /// <exception cref="WeightsException">The family does not have a key; the message has its place and its families.</exception>
    public static void Check(string path, string family, ModelVariant form, params IReadOnlyList<string> known)
    {
        var useless = Useless(form, ["architecture", "colours", "batch-norm", "batch-norm-epsilon", .. known]);
        if (useless.Count > 0)
            throw new WeightsException(
                $"The weights '{path}' do not fit their model card: {family} has no "
                + string.Join(" and no ", useless.Select(key => $"{Shown(form, key.Key)}, a key of {key.Owners}")) + ".");
    }

    private static List<(string Key, Func<ModelVariant, bool> IsSet, string Owners)> Useless(
        ModelVariant form, IReadOnlyList<string> known) =>
        [.. s_keys.Where(key => key.IsSet(form) && !known.Contains(key.Key))];

    private static string Shown(ModelVariant form, string key) =>
        form.Places.TryGetValue(key, out var place) ? $"'{key}' ({place})" : $"'{key}'";
}
