namespace Workbench.Data;

/// <summary>Which way up a picture is taken.</summary>
public enum PictureOrientation
{
    /// <summary>As its pixels are stored: boxes and published numbers refer to these.</summary>
    Stored,
    /// <summary>As its EXIF orientation says that it is to be looked at.</summary>
    Upright,
}

/// <summary>What becomes of a picture's transparency, which no model takes.</summary>
public enum PictureAlpha
{
    /// <summary>It is left out, and the colour under it counts: <c>PIL.Image.convert("RGB")</c>.</summary>
    Dropped,
    /// <summary>The picture lies on white.</summary>
    White,
    /// <summary>The picture lies on black.</summary>
    Black,
}

/// <summary>How the pixels of a picture's file are taken.</summary>
/// <param name="Orientation">Which way up. Default: as stored.</param>
/// <param name="Alpha">What becomes of transparency. Default: it is dropped.</param>
public sealed record PictureReading(PictureOrientation Orientation = PictureOrientation.Stored, PictureAlpha Alpha = PictureAlpha.Dropped)
{
    /// <summary>The choices where nothing is said, in one place: the reference pipelines'.</summary>
    public static PictureReading Default { get; } = new();

    /// <summary>What tells these choices from the default, for a hash of data: nothing for the default itself.</summary>
    internal string Said => this == Default ? "" : $"{Orientation} {Alpha}";
}
