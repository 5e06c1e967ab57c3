namespace Workbench.Data.Coco;

internal sealed record CocoCategory(long Id, string Name);

/// <summary>An image of a COCO file, with its size if the file states it.</summary>
internal sealed record CocoImage(long Id, string File, long? Width, long? Height)
{
    /// <summary>Objects in the file's order.</summary>
    public List<CocoAnnotation> Annotations { get; } = [];
}

/// <summary>An object of a COCO file.</summary>
/// <param name="Id">Id of the annotation.</param>
/// <param name="Image">Id of its image.</param>
/// <param name="Category">Id of its class.</param>
/// <param name="X">Left edge of its box, in pixels from the image's left edge.</param>
/// <param name="Y">Top edge of its box, in pixels from the image's top edge.</param>
/// <param name="Width">Width of its box, pixels, 0 or more.</param>
/// <param name="Height">Height of its box, pixels, 0 or more.</param>
/// <param name="Crowd">Whether it is a region of many objects.</param>
/// <param name="MaskStart">Offset of its segmentation in the file, bytes.</param>
/// <param name="MaskLength">Length of the segmentation, bytes; 0 if it has none.</param>
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
