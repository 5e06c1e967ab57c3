namespace Workbench.Data.Coco;

/// <summary>A class of a COCO file.</summary>
internal sealed record CocoCategory(long Id, string Name);

/// <summary>An image of a COCO file; its size where the file says it.</summary>
internal sealed record CocoImage(long Id, string File, long? Width, long? Height)
{
    /// <summary>Its objects, in the file's order.</summary>
    public List<CocoAnnotation> Annotations { get; } = [];
}

/// <summary>An object of a COCO file.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Image">Its image's number.</param>
/// <param name="Category">Its class's number.</param>
/// <param name="X">Left edge of its box, in pixels from the image's.</param>
/// <param name="Y">Top edge.</param>
/// <param name="Width">Width of its box, 0 or more.</param>
/// <param name="Height">Height of its box, 0 or more.</param>
/// <param name="Crowd">Whether it is a region with many objects.</param>
/// <param name="MaskStart">Where in the file its segmentation begins.</param>
/// <param name="MaskLength">Bytes of the segmentation; 0 where it has none.</param>
internal sealed record CocoAnnotation(
    long Id,
    long Image,
    long Category,
    double X,
    double Y,
    double Width,
    double Height,
    bool Crowd,
    long MaskStart,
    int MaskLength);
