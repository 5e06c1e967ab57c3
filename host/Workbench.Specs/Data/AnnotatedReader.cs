using Workbench.Data;
using Workbench.Specs.Yaml;

namespace Workbench.Specs;

/// <summary>Reads data with annotated objects: VOC and COCO.</summary>
internal static class AnnotatedReader
{
    /// <summary>The names of <see cref="GroundTruth"/> in specs.</summary>
    public static IReadOnlyList<string> GroundTruthNames { get; } = [.. Enum.GetValues<GroundTruth>().Select(YamlName)];

    /// <summary>The names of <see cref="Crowds"/> in specs.</summary>
    public static IReadOnlyList<string> CrowdNames { get; } = [.. Enum.GetValues<Crowds>().Select(YamlName)];

    /// <summary>The names of <see cref="PictureOrientation"/> in specs.</summary>
    public static IReadOnlyList<string> OrientationNames { get; } = [.. Enum.GetValues<PictureOrientation>().Select(YamlName)];

    /// <summary>The names of <see cref="PictureAlpha"/> in specs.</summary>
    public static IReadOnlyList<string> AlphaNames { get; } = [.. Enum.GetValues<PictureAlpha>().Select(YamlName)];

    /// <summary>A value's name in specs.</summary>
    public static string YamlName<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();

    /// <summary>VOC data; null, with the problems reported, if it cannot be read.</summary>
    public static VocData? ReadVoc(MapReader reader)
    {
        var (root, split) = (File(reader, "root", reader.Required("root")), reader.Text("split", reader.Required("split")));
        var classes = reader.Texts("classes", reader.Optional("classes"));
        var (truth, difficult) = (Choice(reader, "truth", GroundTruth.Boxes), File(reader, "difficult", reader.Optional("difficult")));
        return root is null || split is null
            ? null
            : new VocData(reader.Mark, root, split.Text, classes)
            {
                Truth = truth,
                Difficult = difficult,
                Reading = ReadPictureReading(reader),
            };
    }

    /// <summary>COCO data; null, with the problems reported, if it cannot be read.</summary>
    public static CocoData? ReadCoco(MapReader reader)
    {
        var (root, annotations) = (
            File(reader, "root", reader.Required("root")),
            File(reader, "annotations", reader.Required("annotations")));
        var classes = reader.Texts("classes", reader.Optional("classes"));
        var (truth, crowds) = (Choice(reader, "truth", GroundTruth.Boxes), Choice(reader, "crowds", Crowds.Objects));
        var difficult = File(reader, "difficult", reader.Optional("difficult"));
        return root is null || annotations is null
            ? null
            : new CocoData(reader.Mark, root, annotations, classes)
            {
                Truth = truth,
                Crowds = crowds,
                Difficult = difficult,
                Reading = ReadPictureReading(reader),
            };
    }

    /// <summary>The choices of how pictures are decoded.</summary>
    public static PictureReading ReadPictureReading(MapReader reader) =>
        new(Choice(reader, "orientation", PictureReading.Default.Orientation), Choice(reader, "alpha", PictureReading.Default.Alpha));

    private static Marked<string>? File(MapReader reader, string key, YamlNode? value) =>
        reader.Text(key, value) is { } path ? new(path.FullPath, path.Mark) : null;

    private static T Choice<T>(MapReader reader, string key, T standard) where T : struct, Enum =>
        reader.Choice(key, reader.Optional(key), [.. Enum.GetValues<T>().Select(YamlName)]) is { } name
            ? Enum.Parse<T>(name.Value, ignoreCase: true)
            : standard;
}
