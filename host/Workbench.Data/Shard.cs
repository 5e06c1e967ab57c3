using System.Globalization;

namespace Workbench.Data;

/// <summary>A share of the images: every <paramref name="Count"/>th, beginning with the <paramref name="Index"/>th.</summary>
/// <param name="Index">Which share, from 1.</param>
/// <param name="Count">How many there are.</param>
public readonly record struct Shard(int Index, int Count)
{
    /// <summary>Whether an image is of this share.</summary>
    /// <param name="place">The image's place in the data's order, from 0.</param>
    public bool Has(int place) => place % Count == Index - 1;

    /// <summary>Reads <c>i/n</c>.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="FormatException">It has another form, or i is not from 1 to n.</exception>
    public static Shard Parse(string text) =>
        text.Split('/') is [var i, var n]
        && int.TryParse(i, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
        && int.TryParse(n, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
        && index >= 1
        && index <= count
            ? new Shard(index, count)
            : throw new FormatException($"'{text}' is no shard: write i/n with i from 1 to n, as 2/5.");

    /// <summary><c>i/n</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Index}/{Count}");
}
