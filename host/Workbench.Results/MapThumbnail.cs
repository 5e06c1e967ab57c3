namespace Workbench.Results;

/// <summary>A reduced map for a gallery: at most <see cref="Side"/> × <see cref="Side"/>, 8 bits per value.</summary>
/// <param name="Width">Number of columns.</param>
/// <param name="Height">Number of rows.</param>
/// <param name="Min">The value of level 0: the reduced map's smallest value, or a little less.</param>
/// <param name="Max">The value of level 255: the reduced map's largest value, or a little more.</param>
/// <param name="Values">Levels row by row, evenly spaced from Min to Max. If a map has both signs, one level is exactly zero.</param>
public sealed record MapThumbnail(int Width, int Height, float Min, float Max, byte[] Values)
{
    /// <summary>The largest width and height.</summary>
    public const int Side = 32;
}

/// <summary>The data that a gallery shows beside an image: the model's logits, and thumbnails of maps.</summary>
/// <param name="Sample">Id of the image.</param>
/// <param name="Logits">The model's logits, by class.</param>
/// <param name="Maps">Maps of the trained model, by canonical name of the method and class.</param>
public sealed record SampleThumbnails(
    string Sample,
    IReadOnlyList<double> Logits,
    IReadOnlyDictionary<(string Method, int Class), MapThumbnail> Maps)
{
    /// <summary>The points of the full maps that metrics judged, by canonical names. A metric that judges no points has no entry.</summary>
    public IReadOnlyDictionary<(string Metric, string Method), IReadOnlyList<JudgedPoint>> Points { get; init; } =
        new Dictionary<(string, string), IReadOnlyList<JudgedPoint>>();
}
