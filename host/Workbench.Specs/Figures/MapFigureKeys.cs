using System.Text.Json.Nodes;
using Workbench.Engine.Plugins;
using Workbench.Engine.Runs;
using Workbench.Results;
using Workbench.Specs.Keys;
using Workbench.Specs.Yaml;
using static Workbench.Specs.Keys.JsonSchema;

namespace Workbench.Specs.Figures;

/// <summary>The keys of figures of maps.</summary>
internal static class MapFigureKeys
{
    public static readonly SpecKey<Marked<string>> Name =
        new("name", KeyTypes.FolderName, "Name of the figure and its folder: letters, digits, - and _.") { IsRequired = true };

    public static readonly SpecKey<Marked<string>> Title =
        new("title", KeyTypes.Text, "The figure's caption.") { Default = "none" };

    public static readonly SpecKey<YamlMap> Maps = new(
        "maps",
        KeyTypes.Mapping("a mapping", () => Grid!.CreateSchema()),
        "A grid of maps: rows by class or model state, columns by method.")
    {
        IsRequired = true,
    };

    public static readonly SpecKey<YamlNode> Figures = new(
        "figures",
        KeyTypes.Node("a list", () => ListOf(AnyOf(Text(), ListedFigure!.CreateSchema().WithRequired("name")))),
        "Figures of maps: paths of specs, and mappings with a name.");

    public static readonly SpecKey<YamlNode> Images = new(
        "images",
        KeyTypes.Node("an image, a list or a rule", () => AnyOf(Text(), ListOf(Text()), Rule!.CreateSchema().WithRequired("pick"))),
        "An image's id in the data, a picture's path, a list of these, or a rule that picks images.")
    {
        IsRequired = true,
    };

    public static readonly SpecKey<YamlNode> Rows = new(
        "rows",
        KeyTypes.Node("a mapping", () => RowKeys!.CreateSchema()),
        "Classes and model states for each image.")
    {
        Default = "the strongest class of the trained model",
    };

    public static readonly SpecKey<IReadOnlyList<Marked<PluginCall>>> Columns =
        new("columns", CallTypes.MethodsWithoutGroups, "Methods, and matrices of methods.") { IsRequired = true };

    public static readonly SpecKey<IReadOnlyList<(YamlEntry Key, string Text)>> Labels =
        new("labels", KeyTypes.TextMap, "Captions of columns, by method.") { Default = "the methods" };

    public static readonly SpecKey<MapScale?> Scale =
        new("scale", KeyTypes.Named<MapScale>(), "Which maps share a colour scale.") { Default = "cell" };

    public static readonly SpecKey<MapSign?> Sign = new(
        "sign",
        KeyTypes.Named<MapSign>(),
        "How negative values are drawn: in colours of their own, as zero, or as their magnitude.")
    {
        Default = "signed",
    };

    public static readonly SpecKey<OutputScore?> Scores =
        new("scores", KeyTypes.Named<OutputScore>(), "How a class's output is printed.") { Default = "logit" };

    public static readonly SpecKey<bool?> Boxes =
        new("boxes", KeyTypes.Flag, "Whether the objects' boxes are drawn.") { Default = "true" };

    public static readonly SpecKey<Marked<string>> Pick = new(
        "pick",
        KeyTypes.Choice(TwoLargeObjects.Name),
        "The rule: the first images with two large objects of different classes.")
    {
        IsRequired = true,
    };

    public static readonly SpecKey<int?> Count = new("count", KeyTypes.Whole(1), "Number of images.") { Default = "1" };

    public static readonly SpecKey<int?> Skip =
        new("skip", KeyTypes.Whole(0), "Number of matching images to skip first.") { Default = "0" };

    public static readonly SpecKey<double?> Smallest = new(
        "smallest",
        KeyTypes.Share,
        "Smallest share of the image that each of the two objects covers.")
    {
        Default = "0.12",
    };

    public static readonly SpecKey<double?> Overlap = new(
        "overlap",
        KeyTypes.Share,
        "Largest share of the smaller object that overlaps the other.")
    {
        Default = "0.1",
    };

    public static readonly SpecKey<int?> Strongest = new(
        "strongest",
        KeyTypes.Whole(0),
        "Both classes must be among the model's N strongest outputs; 0 for no such test.")
    {
        Default = "2",
    };

    public static readonly SpecKey<IReadOnlyList<YamlNode>> Classes =
        new("classes", NamesType(), "Classes: present1 (of the largest object), present2…, top1, bottom1, names or numbers.")
        {
            Default = "top1",
        };

    public static readonly SpecKey<YamlNode> Class =
        new("class", KeyTypes.Node("a name or a number", NameSchema), "One class, in place of 'classes'.");

    public static readonly SpecKey<IReadOnlyList<YamlNode>> States = new(
        "states", NamesType(), "Model states: trained, half (the upper half of the layers is redrawn), full, or the lowest redrawn layer.")
    {
        Default = "trained",
    };

    public static readonly SpecKey<YamlNode> State =
        new("state", KeyTypes.Node("a name", NameSchema), "One state, in place of 'states'.");

    public static readonly SpecKey<double?> Sigma =
        new("sigma", KeyTypes.AtLeast(1e-6), "Standard deviation of redrawn parameters.") { Default = "0.1" };

    public static readonly SpecKey<ulong?> Seed = new("seed", KeyTypes.Seed, "Seed of redrawn parameters.") { Default = "0" };

    /// <summary>A spec of one figure of maps.</summary>
    public static KeyMapping Spec { get; } = new("a spec of maps", [Title, Maps, .. RunKeys.All, RunKeys.Extends]) { Merges = true };

    /// <summary>A figure of maps written inside a list.</summary>
    public static KeyMapping ListedFigure { get; } = new("a figure", Name, Title, Maps, RunKeys.Extends) { Merges = true };

    /// <summary>A grid of maps.</summary>
    public static KeyMapping Grid { get; } = new("maps", Images, Rows, Columns, Labels, Scale, Sign, Scores, Boxes) { Merges = true };

    /// <summary>A rule that picks images.</summary>
    public static KeyMapping Rule { get; } =
        new("a choice of images", Pick, Count, Skip, Smallest, Overlap, Strongest) { Merges = true };

    /// <summary>Rows of a grid of maps.</summary>
    public static KeyMapping RowKeys { get; } = new("rows", Classes, Class, States, State, Sigma, Seed) { Merges = true };

    private static KeyType<IReadOnlyList<YamlNode>> NamesType() =>
        KeyTypes.ListOf<YamlNode>("a list of names", (_, node) => node, NameSchema) with { Schema = () => ListOf(NameSchema()) };

    private static JsonObject NameSchema() => AnyOf(Text(), Integer(0));
}
