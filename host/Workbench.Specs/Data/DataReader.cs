using Workbench.Specs.Yaml;

namespace Workbench.Specs;

/// <summary>Reads the <c>data</c> of a subject.</summary>
internal static class DataReader
{
    /// <summary>Reads a mapping; null, with the problems reported, where it cannot be read.</summary>
    public static DataSpec? Read(YamlMap map, ProblemList problems)
    {
        var format = map.Find("format");
        var reader = new MapReader(map, "data", problems, SpecKeys.DataOf.GetValueOrDefault((format as YamlScalar)?.Text ?? "") ?? SpecKeys.Data.Names());
        switch (reader.Choice("format", reader.Required("format"), [.. SpecKeys.DataOf.Keys])?.Value)
        {
            case "voc":
                return AnnotatedReader.Voc(reader);
            case "coco":
                return AnnotatedReader.Coco(reader);
            case "scenes":
                var seed = reader.Number("seed", 0UL, "a whole number, 0 or more") ?? 1;
                var split = reader.Choice("split", reader.Optional("split"), ["train", "val", "test"])?.Value ?? "test";
                return new ScenesData(map.Mark, seed, split, reader.Number("count", 1, "a whole number, 1 or more") ?? 300);
            case "folder":
                var folder = reader.Text("root", reader.Required("root"));
                return folder is null ? null : new FolderData(map.Mark, new(folder.FullPath, folder.Mark));
            default:
                return null;
        }
    }
}
