using System.Globalization;

namespace Workbench.Data.Downloads;

/// <summary>
/// A check by form and counts for the file that flags the pointing game's difficult pairs of VOC2007 test, which has no published checksum.
/// </summary>
internal sealed record FlagCounts : FileCheck
{
    private const int Images = 4952;
    private const int Classes = 20;
    private const int Pairs = 2230;
    private const int Flagged = 1467;
    private const int LongestLine = 64;

    /// <inheritdoc/>
    public override string Expected => Format(Images, Pairs, Flagged);

    /// <inheritdoc/>
    public override FileCheckResult Run(string path, CancellationToken cancel)
    {
        // Twice the expected size, carriage returns included; a longer file is another one.
        if (new FileInfo(path).Length > 2L * Images * LongestLine) return new(false, "a longer file");
        try
        {
            var flagged = DifficultFlags.Parse(File.ReadAllBytes(path), [.. Enumerable.Range(0, Classes)]).Values.ToList();
            var found = (
                Images: flagged.Count,
                Pairs: flagged.Sum(classes => classes.Count),
                Flagged: flagged.Count(classes => classes.Count > 0));
            return new(found == (Images, Pairs, Flagged), Format(found.Images, found.Pairs, found.Flagged));
        }
        catch (FormatException error)
        {
            return new(false, $"a malformed {error.Message}");
        }
    }

    private static string Format(int images, int pairs, int flagged) =>
        string.Create(CultureInfo.InvariantCulture, $"{images} lines with {pairs} flags in {flagged} of them");
}
