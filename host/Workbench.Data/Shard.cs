using System.Globalization;

namespace Workbench.Data;

/// <summary>A share of the images: every <paramref name="Count"/>th, from the <paramref name="Index"/>th on.</summary>
/// <param name="Index">Number of the share, from 1.</param>
/// <param name="Count">Number of shares.</param>
public readonly record struct Shard(int Index, int Count)
{
    /// <summary>Whether an image belongs to this share.</summary>
    /// <param name="place">The image's place in the data's order, from 0.</param>
    public bool Contains(int place) => place % Count == Index - 1;

    /// <summary>Parses <c>i/n</c>.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="FormatException">The text has another form, or i is not from 1 to n.</exception>
    public static Shard FromText(string text) =>
        text.Split('/') is [var i, var n]
        && int.TryParse(i, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
        && int.TryParse(n, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
        && index >= 1
        && index <= count
            ? new Shard(index, count)
            : throw new FormatException($"'{text}' is not a shard; write i/n with i from 1 to n, for example 2/5.");

    /// <summary><c>i/n</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Index}/{Count}");
}
