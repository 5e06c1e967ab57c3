namespace Workbench.Data;

/// <summary>How a picture is oriented when read.</summary>
public enum PictureOrientation
{
    /// <summary>As its pixels are stored, which boxes and published numbers refer to.</summary>
    Stored,
    /// <summary>Rotated according to the EXIF orientation.</summary>
    Upright,
}

/// <summary>The replacement of a picture's transparency, as models take only colours.</summary>
public enum PictureAlpha
{
    /// <summary>Alpha is dropped and the colour under it kept, as in <c>PIL.Image.convert("RGB")</c>.</summary>
    Dropped,
    /// <summary>The picture is composed over white.</summary>
    White,
    /// <summary>The picture is composed over black.</summary>
    Black,
}

/// <summary>How the pixels of a picture's file are read.</summary>
/// <param name="Orientation">Stored or upright. Default: stored.</param>
/// <param name="Alpha">Treatment of transparency. Default: dropped.</param>
public sealed record PictureReading(PictureOrientation Orientation = PictureOrientation.Stored, PictureAlpha Alpha = PictureAlpha.Dropped)
{
    /// <summary>The default choices, those of the reference pipelines.</summary>
    public static PictureReading Default { get; } = new();

    /// <summary>Text of the choices for a hash of data; empty for the default.</summary>
    internal string HashText => this == Default ? "" : $"{Orientation} {Alpha}";
}
