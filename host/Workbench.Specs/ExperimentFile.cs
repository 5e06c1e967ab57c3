using Workbench.Engine.Model;
using Workbench.Engine.Plugins;
using Workbench.Specs.Figures;
using Workbench.Specs.Keys;
using Workbench.Specs.Yaml;

namespace Workbench.Specs;

/// <summary>
/// Reads experiment specs. A minimal spec has <c>methods</c>, <c>metrics</c> and <c>subject</c>; <see cref="TableKeys"/> and its
/// neighbours list all keys. A spec with <c>tables</c> runs several tables in one plan. A spec with <c>extends</c> starts from another
/// file's keys (<see cref="ExtendedMap"/>). A spec with <c>maps</c> in place of methods and metrics is a figure of maps; <c>figures</c>
/// lists several, with or without <c>tables</c>. Several specs of one call form one experiment (<see cref="JoinedSpecs"/>).
/// </summary>
public static class ExperimentFile
{
    /// <summary>Reads a spec and its subject, and resolves every name in them.</summary>
    /// <param name="path">File or name of the spec.</param>
    /// <param name="catalog">The available methods and metrics.</param>
    /// <param name="overrides">Overrides to apply first, in order.</param>
    /// <exception cref="SpecException">The spec, the subject, a name or a named file has mistakes; all are listed.</exception>
    public static Experiment Load(string path, IPluginCatalog catalog, IReadOnlyList<SpecOverride>? overrides = null) =>
        Load([path], catalog, overrides);

    /// <summary>
    /// Reads specs as one experiment with all their tables, and resolves every name in them. Subject, seed and dtype must agree after
    /// overrides.
    /// </summary>
    /// <param name="paths">Files or names of the specs, at least one.</param>
    /// <param name="catalog">The available methods and metrics.</param>
    /// <param name="overrides">Overrides to apply to each spec first, in order.</param>
    /// <exception cref="SpecException">A spec, a subject, a name or a named file has mistakes; all are listed.</exception>
    public static Experiment Load(IReadOnlyList<string> paths, IPluginCatalog catalog, IReadOnlyList<SpecOverride>? overrides = null) =>
        ProblemList.Collect(problems =>
        {
            if (Read(paths, overrides ?? [], problems, oneSubject: true) is not { } spec) return null;
            NamedFiles.CheckExistence(spec, problems);
            return SpecResolver.Resolve(spec, catalog, problems);
        });

    /// <summary>Reads specs like <see cref="Load(IReadOnlyList{string}, IPluginCatalog, IReadOnlyList{SpecOverride})"/>, for each of their
    /// subjects.</summary>
    /// <param name="paths">Files or names of the specs, at least one. Only a single spec may have several subjects.</param>
    /// <param name="catalog">The available methods and metrics.</param>
    /// <param name="overrides">Overrides to apply to each spec first, in order.</param>
    /// <returns>One experiment for each subject. They share the instances of methods and metrics.</returns>
    /// <exception cref="SpecException">A spec, a subject, a name or a named file has mistakes; all are listed.</exception>
    public static IReadOnlyList<Experiment> LoadBySubject(
        IReadOnlyList<string> paths, IPluginCatalog catalog, IReadOnlyList<SpecOverride>? overrides = null) =>
        ProblemList.Collect(problems =>
        {
            if (Read(paths, overrides ?? [], problems) is not { } spec) return null;
            NamedFiles.CheckExistence(spec, problems);
            return SpecResolver.Resolve(spec, catalog, problems);
        }).BySubject;

    /// <summary>Reads a spec and its subject. Names of methods and metrics are not resolved, and named files are not checked.</summary>
    /// <param name="path">File or name of the spec.</param>
    /// <param name="overrides">Overrides to apply first, in order.</param>
    /// <exception cref="SpecException">The spec or the subject has mistakes; all are listed.</exception>
    public static ExperimentSpec Read(string path, IReadOnlyList<SpecOverride>? overrides = null) =>
        ProblemList.Collect(problems => Read([path], overrides ?? [], problems));

    private static ExperimentSpec? Read(
        IReadOnlyList<string> paths, IReadOnlyList<SpecOverride> overrides, ProblemList problems, bool oneSubject = false)
    {
        var specs = paths.Select(path => ReadPart(path, overrides, problems)).OfType<SpecPart>().ToList();
        if (specs.Count < paths.Count) return null;
        var spec = specs.Count == 1 ? specs[0].Spec : JoinedSpecs.Join(specs, problems);
        if (oneSubject && spec.Subjects.Count > 0)
            problems.Add(
                specs[0].Place("subject"),
                $"The spec has {spec.Subjects.Count} subjects, which only 'run' and 'validate' take together. "
                    + $"Choose one: --subject {spec.Subject.Name}.");
        var numbers = spec.Tables.SelectMany(table => new[] { table.Paper?.Value, table.Expected.File?.Value }).OfType<string>();
        return spec with { Files = [.. problems.Files.Concat(numbers).Distinct(StringComparer.Ordinal)] };
    }

    // If a part cannot be read, a problem is on the list already: the caller throws and does not use the result.
    private static SpecPart? ReadPart(string named, IReadOnlyList<SpecOverride> overrides, ProblemList problems)
    {
        var path = SpecPath.Find(named);
        if (ExtendedMap.ReadFile(path, problems) is not { } root) return null;
        foreach (var change in overrides.Where(change => !change.IsSubjectOverride)) root = change.ApplyTo(root, problems);
        if (root.Find(ExtendedMap.Key) is { } late)
            problems.Add(late.Mark, $"'{ExtendedMap.Key}' cannot be overridden: it is read before overrides apply. Write it in the file.");

        var name = Path.GetFileNameWithoutExtension(path);
        var tables = new TableReader(path, problems);
        var list = root.Find("tables");
        var several = list is not null || root.Find("figures") is not null;
        var figure = root.Find("maps") is not null && !several;
        var keys = several ? TableKeys.SpecOfTables : figure ? MapFigureKeys.Spec : TableKeys.Spec;
        var reader = new MapReader(root, keys, problems);
        var read = list is not null ? tables.ReadList(list) : several || figure ? [] : [tables.ReadTable(root, keys, "", name)];
        var subjects = SubjectFile.ReadEach(
            reader.Read(RunKeys.Subject), path, [.. overrides.Where(change => change.IsSubjectOverride)], problems);
        var figures =
            several || figure ? new MapFigureReader(problems).ReadAll(root, name, read.Select(table => table.Folder)) : [];
        var spec = new ExperimentSpec
        {
            File = path,
            Title = several ? reader.Read(TableKeys.ExperimentTitle)?.Value ?? name
                : !figure ? read[0].Title
                : figures is [{ Title.Length: > 0 } one] ? one.Title
                : name,
            Tables = read,
            Figures = figures,
            Subject = subjects.Count > 0 ? subjects[0] : null!,
            Subjects = subjects.Count > 1 ? subjects : [],
            Limit = reader.Read(RunKeys.Limit),
            Seed = reader.Read(RunKeys.Seed) ?? 0,
            Dtype = Precision.FromName(reader.Read(RunKeys.Dtype)?.Value),
            Overrides = [.. overrides.Select(change => change.Text)],
        };
        return new SpecPart(spec, key => root.Find(key)?.Mark ?? root.Mark);
    }
}
