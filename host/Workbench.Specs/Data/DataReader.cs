using Workbench.Data;
using Workbench.Specs.Keys;
using Workbench.Specs.Yaml;

namespace Workbench.Specs;

/// <summary>Reads the <c>data</c> of a subject.</summary>
internal static class DataReader
{
    /// <summary>The data of a mapping; null, with the problems reported, if it cannot be read.</summary>
    public static DataSpec? Read(YamlMap map, ProblemList problems)
    {
        var format = (map.Find(DataKeys.Format.Name) as YamlScalar)?.Text;
        var reader = new MapReader(map, DataKeys.ByFormat.GetValueOrDefault(format ?? "") ?? DataKeys.AnyFormat, problems);
        return reader.Read(DataKeys.Format)?.Value switch
        {
            "voc" => AnnotatedReader.ReadVoc(reader),
            "coco" => AnnotatedReader.ReadCoco(reader),
            "scenes" => ReadScenes(reader),
            "folder" => ReadFolder(reader),
            "imagenet" => ReadImageNet(reader),
            _ => null,
        };
    }

    private static ScenesData ReadScenes(MapReader reader) => new(
        reader.Mark,
        reader.Read(DataKeys.ScenesSeed) ?? 1,
        reader.Read(DataKeys.ScenesSplit)?.Value ?? "test",
        reader.Read(DataKeys.ScenesCount) ?? 300);

    private static ImageNetData? ReadImageNet(MapReader reader)
    {
        var (root, classes, labels) =
            (reader.Read(DataKeys.Root), reader.Read(DataKeys.SynsetFile), reader.Read(DataKeys.ImageNetLabels));
        var (count, seed) = (reader.Read(DataKeys.SubsetCount), reader.Read(DataKeys.SubsetSeed) ?? 0);
        return root is null ? null : new ImageNetData(reader.Mark, root, classes, labels, count, seed)
        {
            Reading = AnnotatedReader.ReadPictureReading(reader),
        };
    }

    private static FolderData? ReadFolder(MapReader reader)
    {
        var (root, labels) = (reader.Read(DataKeys.Root), reader.Read(DataKeys.FolderLabels));
        var names = labels is null or { Value: FolderDataSource.ByFolder }
            ? reader.Read(DataKeys.FolderClasses)
            : reader.ReadRequired(DataKeys.FolderClasses);
        var file = names is YamlScalar ? reader.Read(DataKeys.SynsetFile) : null;
        return root is null ? null : new FolderData(reader.Mark, root)
        {
            Labels = labels,
            Classes = names is null or YamlScalar ? null : reader.Read(DataKeys.Classes),
            ClassFile = file,
            Reading = AnnotatedReader.ReadPictureReading(reader),
        };
    }
}
