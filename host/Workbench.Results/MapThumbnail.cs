namespace Workbench.Results;

/// <summary>A map made small, for a gallery: no larger than <see cref="Side"/> a side, 8 bits a value.</summary>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Min">What 0 stands for: the small map's smallest value, or a little less.</param>
/// <param name="Max">What 255 stands for: the small map's largest value, or a little more.</param>
/// <param name="Values">Row by row, evenly spaced between the two; where a map has both signs, a level stands for zero exactly.</param>
public sealed record MapThumbnail(int Width, int Height, float Min, float Max, byte[] Values)
{
    /// <summary>Its largest width and height.</summary>
    public const int Side = 32;
}

/// <summary>What a gallery shows of an image beside its pixels: the model's answer, and small maps.</summary>
/// <param name="Sample">The image.</param>
/// <param name="Logits">The model's logits, by class.</param>
/// <param name="Maps">Maps of the trained model, by canonical name of the method and class.</param>
public sealed record SampleGlance(
    string Sample,
    IReadOnlyList<double> Logits,
    IReadOnlyDictionary<(string Method, int Class), MapThumbnail> Maps)
{
    /// <summary>The points of the whole maps that metrics judged, by canonical names; of a metric that judges none, nothing.</summary>
    public IReadOnlyDictionary<(string Metric, string Method), IReadOnlyList<JudgedPoint>> Points { get; init; } =
        new Dictionary<(string, string), IReadOnlyList<JudgedPoint>>();
}
