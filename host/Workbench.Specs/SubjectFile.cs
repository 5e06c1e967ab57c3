using Workbench.Data;
using Workbench.Specs.Keys;
using Workbench.Specs.Models;
using Workbench.Specs.Yaml;

namespace Workbench.Specs;

/// <summary>Reads subject files. A minimal file has <c>model</c>, <c>input</c> (unless the model card has it) and <c>data</c>.</summary>
public static class SubjectFile
{
    /// <summary>Reads a subject file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="overrides">Overrides to apply first.</param>
    /// <exception cref="SpecException">The subject has mistakes; all are listed.</exception>
    public static SubjectSpec Read(string path, IEnumerable<SpecOverride>? overrides = null) =>
        ProblemList.Collect(problems => Read(path, overrides ?? [], problems));

    /// <summary>The subjects that a spec names or contains; a subject that cannot be read is reported and left out.</summary>
    internal static IReadOnlyList<SubjectSpec> ReadEach(
        YamlNode? subject, string spec, IReadOnlyList<SpecOverride> overrides, ProblemList problems)
    {
        if (subject is not YamlList list) return ReadNode(subject, spec, overrides, problems) is { } only ? [only] : [];
        if (list.Items.Count == 0) problems.Add(list.Mark, "'subject' is an empty list: write at least one name or path.");
        var subjects = new List<SubjectSpec>();
        foreach (var item in list.Items)
        {
            if (item is YamlList) problems.Add(item.Mark, "A list of subjects has names and paths, not lists.");
            else if (ReadNode(item, spec, overrides, problems) is not { } read) continue;
            else if (subjects.Exists(other => other.Name == read.Name))
                problems.Add(item.Mark, $"Two subjects are called '{read.Name}'. Their columns and folders need different names.");
            else subjects.Add(read);
        }
        return subjects;
    }

    /// <summary>Checks that the files of a subject exist, and that pulled ones are sound.</summary>
    /// <param name="subject">The subject.</param>
    /// <exception cref="SpecException">Files are missing; all are listed.</exception>
    public static void CheckFiles(SubjectSpec subject) => ProblemList.Collect(problems =>
    {
        NamedFiles.CheckExistence(subject, problems);
        return subject;
    });

    /// <summary>The subject that a spec names or contains; null, with the problem reported, if it cannot be read.</summary>
    internal static SubjectSpec? ReadNode(YamlNode? subject, string spec, IEnumerable<SpecOverride> overrides, ProblemList problems)
    {
        switch (subject)
        {
            case null:
                return null;
            case YamlMap map:
                return ExtendedMap.Merge(map, [], problems) is { } whole ? Read(whole, spec, overrides, problems) : null;
            case YamlScalar { IsNull: false } name when ShippedSubjects.IsName(name.Text):
                if (ShippedSubjects.Find(name.Text, name.Folder) is { } file) return Read(DisplayPath(file), overrides, problems);
                problems.Add(
                    name.Mark,
                    $"Unknown subject '{name.Text}'{NearestName.Hint(name.Text, ShippedSubjects.Names(name.Folder))}");
                return null;
            case YamlScalar { IsNull: false } path:
                if (File.Exists(path.FullPath)) return Read(DisplayPath(path.FullPath), overrides, problems);
                problems.Add(path.Mark, $"The subject file '{path.FullPath}' does not exist{NearestFile.Hint(path.FullPath)}");
                return null;
            default:
                problems.Add(subject.Mark, $"'subject' must be a name or a path, not {subject.Kind}.");
                return null;
        }
    }

    private static SubjectSpec? Read(string path, IEnumerable<SpecOverride> overrides, ProblemList problems) =>
        ExtendedMap.ReadFile(path, problems) is { } root ? Read(root, path, overrides, problems) : null;

    private static SubjectSpec? Read(YamlMap root, string file, IEnumerable<SpecOverride> overrides, ProblemList problems)
    {
        foreach (var change in overrides) root = change.ApplyTo(root, problems);
        var reader = new MapReader(root, SubjectKeys.Mapping, problems);
        var name = reader.Read(SubjectKeys.Name)?.Value ?? Path.GetFileNameWithoutExtension(file);
        var model = reader.Read(SubjectKeys.Model) is { } map ? ModelFile.ReadMapping(map, problems) : null;
        var usual = model?.KnownInput;
        var input = (usual is null ? reader.ReadRequired(SubjectKeys.Input) : reader.Read(SubjectKeys.Input)) ?? usual;
        var data = reader.Read(SubjectKeys.Data) is { } source ? DataReader.Read(source, problems) : null;
        return model is null || input is null || data is null
            ? null
            : new SubjectSpec
            {
                File = file,
                Name = name,
                Model = model,
                Input = input,
                Data = data,
            };
    }

    // A path relative to the current folder is shorter to read in messages.
    internal static string DisplayPath(string file)
    {
        var relative = Path.GetRelativePath(Directory.GetCurrentDirectory(), file);
        return relative.StartsWith("..", StringComparison.Ordinal) ? file : relative;
    }
}
