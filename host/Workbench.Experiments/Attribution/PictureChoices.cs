using Workbench.Data;

namespace Workbench.Experiments.Attribution;

/// <summary>What a choice about pixels meant for the pictures of a command: which of them are stored turned, or transparent, and what was done about it.</summary>
/// <param name="reading">The choices.</param>
internal sealed class PictureChoices(PictureReading reading)
{
    private const int MostNamed = 5;

    private readonly List<string> _turned = [];
    private readonly List<string> _transparent = [];

    /// <summary>A sentence for each choice that mattered.</summary>
    public IEnumerable<string> Said
    {
        get
        {
            if (_turned.Count > 0)
                yield return $"{Some(_turned)} stored turned, by {Their(_turned)} EXIF orientation. "
                    + (
                        reading.Orientation == PictureOrientation.Stored
                            ? "The pixels were taken as stored; --orientation upright turns them."
                            : $"{(_turned.Count == 1 ? "It was" : "They were")} turned upright; --orientation stored takes the pixels as stored."
                    );
            if (_transparent.Count > 0)
                yield return $"{Some(_transparent)} transparent in places. "
                    + (
                        reading.Alpha == PictureAlpha.Dropped
                            ? "The colour under that was taken; --alpha white or black lays the picture on that."
                            : $"There the picture lies on {NameOf(reading.Alpha)}; --alpha dropped takes the colour under it.");
        }
    }

    /// <summary>The names of a choice on the command line.</summary>
    public static string[] Names<T>() where T : struct, Enum => [.. Enum.GetValues<T>().Select(NameOf)];

    /// <summary>A choice's name on the command line.</summary>
    public static string NameOf<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();

    /// <summary>Looks at an input that was read.</summary>
    public void Look(LoadedInput input)
    {
        if (input.IsTurned) _turned.Add(input.File.Path);
        if (input.IsTransparent) _transparent.Add(input.File.Path);
    }

    private static string Their(List<string> paths) => paths.Count == 1 ? "its" : "their";

    private static string Some(List<string> paths) =>
        string.Join(", ", paths.Take(MostNamed).Select(path => $"'{path}'"))
        + (paths.Count > MostNamed ? $" and {paths.Count - MostNamed} more" : "")
        + (paths.Count == 1 ? " is" : " are");
}
