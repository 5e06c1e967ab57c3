using System.Globalization;
using System.Text.RegularExpressions;

namespace Workbench.Cluster.Slurm;

/// <summary>Converts times and sizes to Slurm's notation, so that a mistake is reported before a run is written.</summary>
public static partial class SlurmNotation
{
    /// <summary>
    /// A time limit in sbatch's notation. Slurm's own forms are returned unchanged; <c>1d</c>, <c>12h</c>, <c>1d12h</c>, <c>90m</c> become
    /// <c>1-00:00:00</c> and so on.
    /// </summary>
    /// <param name="text">The user's text.</param>
    /// <exception cref="FormatException">The text is not a time limit, or is zero; the message has examples.</exception>
    public static string Time(string text)
    {
        if (OwnTime().IsMatch(text) && text.Any(c => c is >= '1' and <= '9')
            || text.Equals("UNLIMITED", StringComparison.OrdinalIgnoreCase)
            || text.Equals("INFINITE", StringComparison.OrdinalIgnoreCase))
            return text;
        if (text.Length > 0 && UsualTime().Match(text) is { Success: true } usual)
        {
            var seconds = Part(usual, "d", 86_400) + Part(usual, "h", 3600) + Part(usual, "m", 60) + Part(usual, "s", 1);
            if (seconds > 0)
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"{seconds / 86_400}-{seconds / 3600 % 24:00}:{seconds / 60 % 60:00}:{seconds % 60:00}");
        }
        throw new FormatException(
            $"'{text}' is not a time limit; write minutes (30), hours:minutes:seconds (4:00:00), days-hours:minutes:seconds (1-00:00:00), "
            + "or 30m, 4h, 1d, 1d12h.");
    }

    /// <summary>A memory size in sbatch's notation: <c>8G</c>, <c>8GB</c> and <c>8GiB</c> all become <c>8G</c>.</summary>
    /// <param name="text">The user's text.</param>
    /// <exception cref="FormatException">The text is not a size; the message has examples.</exception>
    public static string Memory(string text) => Size().Match(text) is { Success: true } size
        ? size.Groups["number"].Value + size.Groups["unit"].Value.ToUpperInvariant()
        : throw new FormatException($"'{text}' is not a memory size; write 8G or 8000M (a number without a letter is in megabytes).");

    private static long Part(Match match, string name, long seconds) =>
        match.Groups[name] is { Success: true } part ? seconds * long.Parse(part.Value, CultureInfo.InvariantCulture) : 0;

    // minutes, minutes:seconds, hours:minutes:seconds, days-hours, days-hours:minutes, days-hours:minutes:seconds.
    [GeneratedRegex(
        @"^(\d{1,8}(:\d{1,2}){0,2}|\d{1,5}-\d{1,2}(:\d{1,2}){0,2})$",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex OwnTime();

    [GeneratedRegex(
        @"^((?<d>\d{1,5})d)?((?<h>\d{1,6})h)?((?<m>\d{1,8})m(in)?)?((?<s>\d{1,9})s)?$",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex UsualTime();

    [GeneratedRegex(
        @"^(?<number>\d{1,12})((?<unit>[KMGT])(i?B)?)?$",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Size();
}
