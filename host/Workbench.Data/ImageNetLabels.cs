using System.Text.RegularExpressions;

namespace Workbench.Data;

/// <summary>
/// The WordNet ids of ImageNet's images, by one of three rules: a file of labels; the folder that an image lies in, named after its id (PyTorch's <c>ImageFolder</c>); or the image's own name, which begins
/// with it (<c>n01558993_robin.JPEG</c>). An image's id is its file name without the extension.
/// </summary>
internal static partial class ImageNetLabels
{
    private const int IdLength = 9;

    private static readonly char[] s_separators = [',', ';', ' ', '\t'];

    /// <summary>The images with their WordNet ids, sorted by id.</summary>
    /// <param name="root">The folder.</param>
    /// <param name="labels">The file of labels, or null: folders and names say them.</param>
    /// <exception cref="DataException">There is no image, one has no label or two, or a label no image.</exception>
    /// <returns>The images, and what a user should know of what was found.</returns>
    public static (IReadOnlyList<Labelled> Images, IReadOnlyList<string> Notes) Find(string root, string? labels)
    {
        var folder = PictureFolder.Open(root);
        var notes = folder.Notes(folders: labels is null).ToList();
        var found = labels is null ? Said(folder, notes) : Listed(root, folder, labels);
        if (found.Count == 0)
            throw new DataException(
                $"'{root}' holds no image ({PictureFolder.Extensions}), and no folder with images that is named after a WordNet id.");
        var twice = found.GroupBy(image => image.Id, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1)?.ToList();
        return twice is null
            ? (found, notes)
            : throw new DataException($"Two images of '{root}' are called '{twice[0].Id}': '{twice[0].Path}' and '{twice[1].Path}'.");
    }

    private static List<Labelled> Said(PictureFolder root, List<string> notes)
    {
        var found = root.Pictures.Select(file => Prefix(file.Name) is { } id ? Labelled.Of(file, id) : throw new DataException(
            $"The image '{file.FullName}' does not say its class: its name must begin with a WordNet id ('n01558993_'), or its folder be called so, or a file of 'labels' name it."
        ))
.ToList();
        foreach (var folder in root.Folders)
        {
            var held = PictureFolder.Open(folder.FullName);
            var images = held.Pictures;
            notes.AddRange(held.Notes(folders: false));
            if (images.Count > 0 && !SynsetList.IsId(folder.Name))
                throw new DataException(
                    $"The folder '{folder.FullName}' holds images but is not called after a WordNet id, as the folders of a class are.");
            found.AddRange(images.Select(file => Labelled.Of(file, folder.Name)));
        }
        return [.. found.OrderBy(image => image.Id, StringComparer.Ordinal)];
    }

    private static string? Prefix(string name) =>
        name.Length > IdLength && name[IdLength] == '_' && SynsetList.IsId(name[..IdLength]) ? name[..IdLength] : null;

    // One label per image in the order of their names, or lines of a name and its label; what follows the label (boxes, in Kaggle's list) is not asked.
    private static List<Labelled> Listed(string root, PictureFolder folder, string labels)
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
                ? [.. files.Zip(ids, Labelled.Of)]
                : throw Unusable($"its {ids.Count} lines are not one for each of the {files.Count} images of '{root}'");
        }

        var byName = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (number, fields) in lines)
        {
            if (fields.Length == 1)
                throw Unusable($"line {number} has one field, '{Quoted.Short(fields[0])}', where other lines have an image and its label");
            if (!byName.TryAdd(Path.GetFileNameWithoutExtension(fields[0]), IdAt(number, fields[1])))
                throw Unusable($"line {number} names the image '{Quoted.Short(fields[0])}', which stands above already");
        }
        var found = files
            .Select(file =>
                byName.Remove(Path.GetFileNameWithoutExtension(file.Name), out var id)
                    ? Labelled.Of(file, id)
                    : throw Unusable($"it has no label for the image '{file.Name}' of '{root}'"))
            .ToList();
        return byName.Count == 0
            ? found
            : throw Unusable($"it names {byName.Count} images that are not in '{root}', '{Quoted.Short(byName.Keys.First())}' first");

        string IdAt(int number, string text) =>
            SynsetList.IsId(text) ? text
            : text.All(char.IsAsciiDigit)
                ? throw Unusable(
                    $"line {number} has the number {Quoted.Short(text)}. Lists count the classes in different orders (the development kit's is not that of the models), so a label must be a WordNet id such as n01440764"
                )
            : throw Unusable($"line {number}: '{Quoted.Short(text)}' is no WordNet id (n01440764)");

        DataException Unusable(string why) => new($"The labels '{labels}' cannot be used: {why}.");
    }

    // Names of images may hold spaces: the label is the first WordNet id that stands alone behind one. Quotes around fields are a table's, not the name's.
    private static string[] Fields(string line)
    {
        line = line.Replace("\"", "", StringComparison.Ordinal);
        var label = LabelBehind().Match(line);
        return label.Success && line[..label.Index].Trim(s_separators) is { Length: > 0 } image
            ? [image, label.Groups["id"].Value]
            : line.Split([',', ' ', '\t'], 4, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    // From the id on, so that a long line takes time with its length alone.
    [GeneratedRegex(@"[,;\s](?<id>n\d{8})(?![\w.])", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex LabelBehind();

    /// <summary>An image with its class.</summary>
    /// <param name="Id">The image's id.</param>
    /// <param name="Path">Its file.</param>
    /// <param name="Synset">WordNet id of its class.</param>
    internal sealed record Labelled(string Id, string Path, string Synset)
    {
        public static Labelled Of(FileInfo file, string synset) =>
            new(System.IO.Path.GetFileNameWithoutExtension(file.Name), file.FullName, synset);
    }
}
