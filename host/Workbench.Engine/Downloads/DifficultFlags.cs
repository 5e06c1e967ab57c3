using System.Globalization;

namespace Workbench.Engine.Downloads;

/// <summary>
/// By its content: nobody publishes a checksum of the file that flags the pointing game's difficult pairs. It has a line per image of VOC2007 test, in order: the image's id and 20 flags, 0 or 1, separated by tabs.
/// </summary>
public sealed record DifficultFlags : FileProof
{
    private const int Images = 4952;
    private const int Classes = 20;
    private const int Pairs = 2230;
    private const int Flagged = 1467;
    private const int LongestLine = 64;

    /// <inheritdoc/>
    public override string Expected => Said(Images, Pairs, Flagged);

    /// <inheritdoc/>
    public override FileFinding Of(string path, CancellationToken cancel)
    {
        // Twice the file, with carriage returns and all: what is longer is another one.
        if (new FileInfo(path).Length > 2L * Images * LongestLine) return new(false, "a longer file");
        var (images, pairs, flagged, before) = (0, 0, 0, "");
        foreach (var line in File.ReadLines(path))
        {
            cancel.ThrowIfCancellationRequested();
            images++;
            var fields = line.Split('\t');
            if (fields.Length != Classes + 1 || fields[0].Length != 6 || !fields[0].All(char.IsAsciiDigit) || string.CompareOrdinal(fields[0], before) <= 0 || fields.Skip(1).Any(flag => flag is not ("0" or "1")))
                return new(false, string.Create(CultureInfo.InvariantCulture, $"a line {images} that is no image's id, after the one before, with {Classes} flags"));
            var flags = fields.Skip(1).Count(flag => flag == "1");
            (pairs, flagged, before) = (pairs + flags, flagged + (flags > 0 ? 1 : 0), fields[0]);
        }
        return new(images == Images && pairs == Pairs && flagged == Flagged, Said(images, pairs, flagged));
    }

    private static string Said(int images, int pairs, int flagged) => string.Create(CultureInfo.InvariantCulture, $"{images} lines with {pairs} flags in {flagged} of them");
}
