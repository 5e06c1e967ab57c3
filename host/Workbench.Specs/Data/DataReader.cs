using Workbench.Data;
using Workbench.Specs.Yaml;

namespace Workbench.Specs;

/// <summary>Reads the <c>data</c> of a subject.</summary>
internal static class DataReader
{
    /// <summary>The data of a mapping; null, with the problems reported, if it cannot be read.</summary>
    public static DataSpec? Read(YamlMap map, ProblemList problems)
    {
        var format = (map.Find("format") as YamlScalar)?.Text;
        var reader = new MapReader(map, "data", problems, SpecKeys.DataKeys(format));
        switch (reader.Choice("format", reader.Required("format"), [.. SpecKeys.DataKeysByFormat.Keys])?.Value)
        {
            case "voc":
                return AnnotatedReader.ReadVoc(reader);
            case "coco":
                return AnnotatedReader.ReadCoco(reader);
            case "scenes":
                var seed = reader.Number("seed", 0UL, "a whole number, 0 or more") ?? 1;
                var split = reader.Choice("split", reader.Optional("split"), ["train", "val", "test"])?.Value ?? "test";
                return new ScenesData(map.Mark, seed, split, reader.Number("count", 1, "a whole number, 1 or more") ?? 300);
            case "folder":
                return ReadFolder(map, reader);
            case "imagenet":
                var images = reader.Text("root", reader.Required("root"));
                var synsets = reader.Path("classes");
                var subset = reader.Number("count", 1, "a whole number, 1 or more");
                return images is null
                    ? null
                    : new ImageNetData(
                        map.Mark,
                        new(images.FullPath, images.Mark),
                        synsets,
                        reader.Path("labels"),
                        subset,
                        reader.Number("seed", 0UL, "a whole number, 0 or more") ?? 0)
                    {
                        Reading = AnnotatedReader.ReadPictureReading(reader),
                    };
            default:
                return null;
        }
    }

    private static FolderData? ReadFolder(YamlMap map, MapReader reader)
    {
        var root = reader.Text("root", reader.Required("root"));
        var names = reader.Optional("classes");
        var labels = reader.Text("labels", reader.Optional("labels"));
        var byFolder = labels?.Text == FolderDataSource.ByFolder;
        if (labels is not null && !byFolder && names is null) reader.Required("classes");
        return root is null ? null : new FolderData(map.Mark, new(root.FullPath, root.Mark))
        {
            Labels = labels is null ? null : new(byFolder ? FolderDataSource.ByFolder : labels.FullPath, labels.Mark),
            Classes = names is YamlScalar ? null : reader.Texts("classes", names),
            ClassFile = names is YamlScalar ? reader.Path("classes") : null,
            Reading = AnnotatedReader.ReadPictureReading(reader),
        };
    }

    // A full path; null if the key is absent.
    private static Marked<string>? Path(this MapReader reader, string key) =>
        reader.Text(key, reader.Optional(key)) is { } path ? new(path.FullPath, path.Mark) : null;
}
