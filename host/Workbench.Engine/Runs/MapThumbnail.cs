namespace Workbench.Engine.Runs;

/// <summary>A map made small, for a gallery: no larger than <see cref="Side"/> a side, 8 bits a value.</summary>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Min">Smallest value of the map itself.</param>
/// <param name="Max">Largest value of the map itself.</param>
/// <param name="Values">Row by row; 0 stands for <paramref name="Min"/>, 255 for <paramref name="Max"/>.</param>
public sealed record MapThumbnail(int Width, int Height, float Min, float Max, byte[] Values)
{
    /// <summary>Its largest width and height.</summary>
    public const int Side = 32;
}

/// <summary>What a gallery shows of an image beside its pixels: the model's answer, and small maps.</summary>
/// <param name="Sample">The image.</param>
/// <param name="Logits">The model's logits, by class.</param>
/// <param name="Maps">Maps of the trained model, by canonical name of the method and class.</param>
public sealed record SampleGlance(string Sample, IReadOnlyList<double> Logits, IReadOnlyDictionary<(string Method, int Class), MapThumbnail> Maps);
