using System.Text;

namespace Workbench.Experiments.Attribution;

/// <summary>
/// Creates file names that are valid and distinct on every platform. Names are compared without regard to case and Unicode composition;
/// a repeated name gets <c>_2</c>, <c>_3</c>… appended, in the order of the calls.
/// </summary>
internal sealed class FileNames
{
    private const string Forbidden = "<>:\"/\\|?*";
    private const int MostBytes = 200;   // file systems allow 255, and the caller appends an extension

    private readonly HashSet<string> _taken = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A file name for the text, different from all names before it.</summary>
    public string CreateUnique(string text)
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
