using System.Text;
using Workbench.Data.Files;

namespace Workbench.Data;

/// <summary>
/// A published list of difficult (image, class) pairs: a line per image with its id and a flag, 0 or 1, per class, separated by tabs. This
/// is TorchRay's form of the list of Zhang et al.
/// </summary>
internal sealed class DifficultFlags
{
    private readonly string _path;
    private readonly IReadOnlyDictionary<string, IReadOnlyList<int>> _flagged;

    /// <param name="path">The file.</param>
    /// <param name="columns">The class of each column; -1 for a class that the model does not have.</param>
    /// <exception cref="DataException">The file is missing, or a line of it is malformed; the message names both.</exception>
    public DifficultFlags(string path, IReadOnlyList<int> columns)
    {
        _path = path;
        Content = FileBytes.Read(path, "list of difficult pairs");
        try
        {
            _flagged = Parse(Content, columns);
        }
        catch (FormatException error)
        {
            throw new DataException($"The list of difficult pairs '{path}' is malformed in {error.Message}.", error);
        }
        if (_flagged.Count == 0) throw new DataException($"The list of difficult pairs '{path}' is empty.");
    }

    /// <summary>The flagged classes of each image, ascending, by the image's id.</summary>
    /// <param name="content">The file's bytes.</param>
    /// <param name="columns">The class of each column; -1 for a class that the model does not have.</param>
    /// <exception cref="FormatException">A line is malformed; the message is a clause with its number and the reason.</exception>
    public static IReadOnlyDictionary<string, IReadOnlyList<int>> Parse(byte[] content, IReadOnlyList<int> columns)
    {
        var images = new Dictionary<string, IReadOnlyList<int>>(StringComparer.Ordinal);
        var lines = Encoding.UTF8.GetString(content).TrimStart('\uFEFF').Split('\n');
        for (var number = 1; number <= lines.Length; number++)
        {
            var line = lines[number - 1].TrimEnd('\r');
            if (line.Length == 0 && number == lines.Length) break;
            var fields = line.Split('\t');
            FormatException Malformed(string why) => new($"line {number}: {why}");
            if (fields[0].Trim().Length == 0) throw Malformed("it does not begin with an image name");
            if (fields.Length != columns.Count + 1)
                throw Malformed($"it has {fields.Length - 1} flags instead of {columns.Count}, one per class, separated by tabs");
            if (Array.FindIndex(fields, 1, field => field is not ("0" or "1")) is >= 1 and var wrong)
                throw Malformed($"flag {wrong} is '{Short(fields[wrong])}', not 0 or 1");
            List<int> flagged = [.. columns.Where((@class, column) => @class >= 0 && fields[column + 1] == "1").Order()];
            if (!images.TryAdd(fields[0], flagged)) throw Malformed($"'{Short(fields[0])}' already has a line");
        }
        return images;
    }

    public byte[] Content { get; }

    /// <summary>The flagged classes of an image, ascending; empty if it has no line.</summary>
    public IReadOnlyList<int> GetFlagged(string id) => _flagged.GetValueOrDefault(id) ?? [];

    /// <summary>Throws if the list is for other images.</summary>
    /// <exception cref="DataException">An image has no line.</exception>
    public void Require(IEnumerable<string> ids)
    {
        var missing = ids.Where(id => !_flagged.ContainsKey(id)).ToList();
        if (missing.Count > 0)
            throw new DataException(
                $"The list of difficult pairs '{_path}' has no line for {missing.Count} of the data's images, for example '{missing[0]}'. "
                + $"It lists other images, for example '{_flagged.Keys.First()}'.");
    }

    private static string Short(string text) => text.Length <= 20 ? text : text[..20] + "…";
}
