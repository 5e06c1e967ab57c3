using System.Globalization;

namespace Workbench.Data.Downloads;

/// <summary>Byte counts as readable text.</summary>
public static class ByteCount
{
    /// <summary>The count with a decimal unit: "17 bytes", "233 kB", "553 MB", "2.0 GB".</summary>
    /// <param name="bytes">The count, 0 or more.</param>
    public static string Format(long bytes) => bytes switch
    {
        1 => "1 byte",
        < 1_000 => $"{bytes} bytes",
        < 999_500 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0} kB"),
        < 999_500_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.0} GB"),
    };
}
