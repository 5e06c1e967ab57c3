namespace Workbench.Data;

/// <summary>The classes of a plain folder's images, from a label file.</summary>
internal static class FolderLabels
{
    /// <summary>
    /// Reads lines <c>file,class,class…</c>: fields are separated by tabs, commas or semicolons, and quoted if they contain one. A line
    /// without a class means that the image has none. A first line that begins with <c>file</c> or a similar word is a header.
    /// </summary>
    /// <param name="path">The label file.</param>
    /// <param name="images">The images' names.</param>
    /// <param name="folder">The images' folder, for messages.</param>
    /// <param name="classes">The classes, in the model's order.</param>
    /// <returns>Classes by image, ascending.</returns>
    /// <exception cref="DataException">The file cannot be read, or images, labels and classes do not fit together.</exception>
    public static Dictionary<string, IReadOnlyList<int>> Read(
        string path,
        IReadOnlyList<string> images,
        string folder,
        IReadOnlyList<string> classes)
    {
        var indices = classes.Index().ToDictionary(entry => entry.Item, entry => entry.Index, StringComparer.Ordinal);
        var known = images.ToHashSet(StringComparer.Ordinal);
        var labels = new Dictionary<string, IReadOnlyList<int>>(StringComparer.Ordinal);
        foreach (var (number, fields) in LabelFile.Read(path, known))
        {
            if (!known.Contains(fields[0])) throw Unusable(number, $"the image '{TextExcerpt.OneLine(fields[0])}' is not in '{folder}'");
            var found = fields.Skip(1).Where(field => field.Length > 0)
                .Select(name =>
                    indices.TryGetValue(name, out var index)
                        ? index
                        : throw Unusable(
                            number, $"'{TextExcerpt.OneLine(name)}' is not a class of this data set{NearestName.Hint(name, classes)}"))
                .Distinct()
                .Order()
                .ToList();
            if (!labels.TryAdd(fields[0], found)) throw Unusable(number, $"the image '{fields[0]}' already has a line");
        }
        var missing = images.FirstOrDefault(image => !labels.ContainsKey(image));
        return missing is null
            ? labels
            : throw new DataException($"The labels '{path}' cannot be used: they have no line for the image '{missing}' of '{folder}'.");

        DataException Unusable(int line, string why) =>
            new($"The labels '{path}' cannot be used: line {line}: {why}{(why[^1] is '.' or '?' ? "" : ".")}");
    }

    /// <summary>Reads class names, a line each, in the model's order.</summary>
    /// <exception cref="DataException">The file cannot be read, or has a name twice.</exception>
    public static IReadOnlyList<string> ReadClasses(string path) =>
        RequireUnique([.. TextLines.Read(path, "The classes").Select(line => line.Text)], $"The classes '{path}' name");

    /// <summary>Returns the names if each is there once.</summary>
    /// <exception cref="DataException">A name is there twice.</exception>
    public static IReadOnlyList<string> RequireUnique(IReadOnlyList<string> classes, string who) =>
        classes.CountBy(name => name, StringComparer.Ordinal).FirstOrDefault(count => count.Value > 1).Key is { } twice
            ? throw new DataException($"{who} '{TextExcerpt.OneLine(twice)}' twice.")
            : classes;
}
