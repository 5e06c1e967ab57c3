using System.Text.RegularExpressions;

namespace Workbench.Data;

/// <summary>
/// The WordNet ids of ImageNet's images, by one of three rules: a label file; the image's folder, named after its id (PyTorch's
/// <c>ImageFolder</c>); or the image's file name, which begins with it (<c>n01558993_robin.JPEG</c>). An image's id is its file name
/// without the extension.
/// </summary>
internal static partial class ImageNetLabels
{
    private const int IdLength = 9;

    private static readonly char[] s_separators = [',', ';', ' ', '\t'];

    /// <summary>The images with their WordNet ids, sorted by id.</summary>
    /// <param name="root">The folder.</param>
    /// <param name="labels">The label file; null to use folder and file names.</param>
    /// <exception cref="DataException">The folder has no images, an image has no label or two, or a label has no image.</exception>
    /// <returns>The images, and notes for the user.</returns>
    public static (IReadOnlyList<LabelledImage> Images, IReadOnlyList<string> Notes) Find(string root, string? labels)
    {
        var folder = PictureFolder.Open(root);
        var notes = folder.Notes(folders: labels is null).ToList();
        var found = labels is null ? FromNames(folder, notes) : FromLabelFile(root, folder, labels);
        if (found.Count == 0)
            throw new DataException(
                $"'{root}' has no images ({PictureFolder.Extensions}) and no image folder named after a WordNet id.");
        var twice = found.GroupBy(image => image.Id, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1)?.ToList();
        return twice is null
            ? (found, notes)
            : throw new DataException($"Two images of '{root}' are called '{twice[0].Id}': '{twice[0].Path}' and '{twice[1].Path}'.");
    }

    private static List<LabelledImage> FromNames(PictureFolder root, List<string> notes)
    {
        var found = root.Pictures
            .Select(file => Prefix(file.Name) is { } id ? LabelledImage.FromFile(file, id) : throw new DataException(
                $"The class of the image '{file.FullName}' is unknown. Start its name with a WordNet id ('n01558993_'), "
                + "put it into a folder named after one, or name a 'labels' file."))
            .ToList();
        foreach (var folder in root.Folders)
        {
            var held = PictureFolder.Open(folder.FullName);
            var images = held.Pictures;
            notes.AddRange(held.Notes(folders: false));
            if (images.Count > 0 && !SynsetList.IsId(folder.Name))
                throw new DataException(
                    $"The folder '{folder.FullName}' has images but is not named after a WordNet id, as class folders must be.");
            found.AddRange(images.Select(file => LabelledImage.FromFile(file, folder.Name)));
        }
        return [.. found.OrderBy(image => image.Id, StringComparer.Ordinal)];
    }

    private static string? Prefix(string name) =>
        name.Length > IdLength && name[IdLength] == '_' && SynsetList.IsId(name[..IdLength]) ? name[..IdLength] : null;

    // One label per image in the order of their names, or lines of a name and its label. Fields after the label (boxes, in Kaggle's list)
    // are ignored.
    private static List<LabelledImage> FromLabelFile(string root, PictureFolder folder, string labels)
    {
        var files = folder.Pictures;
        var lines = TextLines
            .Read(labels, "The labels")
            .Select(line => (line.Number, Fields: Fields(line.Text)))
            .Where(line => line.Fields.Length > 0)
            .ToList();
        if (lines.Count > 0 && lines[0].Fields is ["ImageId", "PredictionString"]) lines.RemoveAt(0);
        if (lines.TrueForAll(line => line.Fields.Length == 1))
        {
            var ids = lines.Select(line => IdAt(line.Number, line.Fields[0])).ToList();
            return ids.Count == files.Count
                ? [.. files.Zip(ids, LabelledImage.FromFile)]
                : throw Unusable($"it has {ids.Count} lines, but '{root}' has {files.Count} images");
        }

        var byName = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (number, fields) in lines)
        {
            if (fields.Length == 1)
                throw Unusable($"line {number} has one field, '{TextExcerpt.OneLine(fields[0])}'; other lines have an image and its label");
            if (!byName.TryAdd(Path.GetFileNameWithoutExtension(fields[0]), IdAt(number, fields[1])))
                throw Unusable($"line {number} repeats the image '{TextExcerpt.OneLine(fields[0])}'");
        }
        var found = files
            .Select(file =>
                byName.Remove(Path.GetFileNameWithoutExtension(file.Name), out var id)
                    ? LabelledImage.FromFile(file, id)
                    : throw Unusable($"it has no label for the image '{file.Name}' of '{root}'"))
            .ToList();
        return byName.Count == 0
            ? found
            : throw Unusable(
                $"it names {byName.Count} images that are not in '{root}', for example '{TextExcerpt.OneLine(byName.Keys.First())}'");

        string IdAt(int number, string text) =>
            SynsetList.IsId(text) ? text
            : text.All(char.IsAsciiDigit)
                ? throw Unusable(
                    $"line {number} has the number {TextExcerpt.OneLine(text)}. Class numbers differ between lists (the development kit "
                    + $"and the "
                    + "models use different orders), so a label must be a WordNet id such as n01440764")
            : throw Unusable($"line {number}: '{TextExcerpt.OneLine(text)}' is not a WordNet id such as n01440764");

        DataException Unusable(string why) => new($"The labels '{labels}' cannot be used: {why}.");
    }

    // Image names may contain spaces: the label is the first WordNet id that stands alone after one. Quotes belong to the table, not to the
    // name.
    private static string[] Fields(string line)
    {
        line = line.Replace("\"", "", StringComparison.Ordinal);
        var label = LabelBehind().Match(line);
        return label.Success && line[..label.Index].Trim(s_separators) is { Length: > 0 } image
            ? [image, label.Groups["id"].Value]
            : line.Split([',', ' ', '\t'], 4, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    // Anchored at the id, so that matching takes linear time.
    [GeneratedRegex(@"[,;\s](?<id>n\d{8})(?![\w.])", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex LabelBehind();

    /// <summary>An image with its class.</summary>
    /// <param name="Id">The image's id.</param>
    /// <param name="Path">Its file.</param>
    /// <param name="Synset">WordNet id of its class.</param>
    internal sealed record LabelledImage(string Id, string Path, string Synset)
    {
        public static LabelledImage FromFile(FileInfo file, string synset) =>
            new(System.IO.Path.GetFileNameWithoutExtension(file.Name), file.FullName, synset);
    }
}
