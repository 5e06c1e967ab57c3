using Workbench.Data;
using Workbench.Specs.Keys;

namespace Workbench.Specs;

/// <summary>Reads data with annotated objects: VOC and COCO.</summary>
internal static class AnnotatedReader
{
    /// <summary>VOC data; null, with the problems reported, if it cannot be read.</summary>
    public static VocData? ReadVoc(MapReader reader)
    {
        var (root, split) = (reader.Read(DataKeys.Root), reader.Read(DataKeys.Split));
        var classes = reader.Read(DataKeys.Classes);
        var (truth, difficult) = (reader.Read(DataKeys.Truth) ?? GroundTruth.Boxes, reader.Read(DataKeys.Difficult));
        return root is null || split is null
            ? null
            : new VocData(reader.Mark, root, split.Value, classes)
            {
                Truth = truth,
                Difficult = difficult,
                Reading = ReadPictureReading(reader),
            };
    }

    /// <summary>COCO data; null, with the problems reported, if it cannot be read.</summary>
    public static CocoData? ReadCoco(MapReader reader)
    {
        var (root, annotations) = (reader.Read(DataKeys.Root), reader.Read(DataKeys.Annotations));
        var classes = reader.Read(DataKeys.Classes);
        var (truth, crowds) = (reader.Read(DataKeys.Truth) ?? GroundTruth.Boxes, reader.Read(DataKeys.CrowdRegions) ?? Crowds.Objects);
        var difficult = reader.Read(DataKeys.Difficult);
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
    public static PictureReading ReadPictureReading(MapReader reader) => new(
        reader.Read(DataKeys.Orientation) ?? PictureReading.Default.Orientation,
        reader.Read(DataKeys.Alpha) ?? PictureReading.Default.Alpha);
}
