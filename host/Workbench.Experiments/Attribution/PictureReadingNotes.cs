using Workbench.Data;

namespace Workbench.Experiments.Attribution;

/// <summary>Collects which pictures have an EXIF orientation or transparency, and reports how they were read.</summary>
/// <param name="reading">How orientation and transparency are handled.</param>
internal sealed class PictureReadingNotes(PictureReading reading)
{
    private const int MostNamed = 5;

    private readonly List<string> _oriented = [];
    private readonly List<string> _transparent = [];

    /// <summary>One message each for orientation and transparency, if a picture has it.</summary>
    public IEnumerable<string> Messages
    {
        get
        {
            if (_oriented.Count > 0)
                yield return $"{Some(_oriented)} an EXIF orientation. "
                    + (reading.Orientation == PictureOrientation.Stored
                        ? "It was ignored; --orientation upright applies it."
                        : "It was applied; --orientation stored ignores it.");
            if (_transparent.Count > 0)
                yield return $"{Some(_transparent)} transparent pixels. "
                    + (reading.Alpha == PictureAlpha.Dropped
                        ? "Transparency was dropped; --alpha white or black composites on that colour."
                        : $"They were composited on {OptionValue(reading.Alpha)}; --alpha dropped ignores transparency.");
        }
    }

    /// <summary>The values of an enum as the command line writes them.</summary>
    public static string[] OptionValues<T>() where T : struct, Enum => [.. Enum.GetValues<T>().Select(OptionValue)];

    /// <summary>A value of an enum as the command line writes it.</summary>
    public static string OptionValue<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();

    /// <summary>Records an input that was read.</summary>
    public void Record(LoadedInput input)
    {
        if (input.HasOrientation) _oriented.Add(input.File.Path);
        if (input.IsTransparent) _transparent.Add(input.File.Path);
    }

    private static string Some(List<string> paths) =>
        string.Join(", ", paths.Take(MostNamed).Select(path => $"'{path}'"))
        + (paths.Count > MostNamed ? $" and {paths.Count - MostNamed} more" : "")
        + (paths.Count == 1 ? " has" : " have");
}
