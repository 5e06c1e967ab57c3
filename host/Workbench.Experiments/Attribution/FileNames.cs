using System.Text;

namespace Workbench.Experiments.Attribution;

/// <summary>
/// Names that files can have on every system. A name that is taken (upper and lower case are one, and so are the ways to write an accent) gets <c>_2</c>, <c>_3</c>… at its end, in the
/// order of the command line.
/// </summary>
internal sealed class FileNames
{
    private const string Forbidden = "<>:\"/\\|?*";
    private const int MostBytes = 200;   // file systems take 255, and an extension is to come

    private readonly HashSet<string> _taken = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A text as a file name that no other text has.</summary>
    public string Of(string text)
    {
        var name = Cut(string.Concat(text.Select(c => char.IsControl(c) || Forbidden.Contains(c, StringComparison.Ordinal) ? '_' : c)));
        if (name.Trim('.', ' ').Length == 0) name = "_";
        var free = name;
        for (var n = 2; !_taken.Add(free.Normalize(NormalizationForm.FormKC)); n++) free = $"{name}_{n}";
        return free;
    }

    private static string Cut(string name)
    {
        while (Encoding.UTF8.GetByteCount(name) > MostBytes) name = name[..^(name.Length > 1 && char.IsLowSurrogate(name[^1]) ? 2 : 1)];
        return name;
    }
}
