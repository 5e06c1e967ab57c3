using Workbench.Engine.Model;
using Workbench.Engine.Plugins;
using Workbench.Specs.Figures;
using Workbench.Specs.Yaml;

namespace Workbench.Specs;

/// <summary>
/// Reads experiment specs. The least has <c>methods</c>, <c>metrics</c> and <c>subject</c>; <see cref="SpecKeys"/> lists what else it may have. With <c>tables</c> it runs several tables in one shared plan, with
/// <c>extends</c> it begins with another file's keys (<see cref="ExtendedMap"/>). Several specs in one call are one experiment (<see cref="JoinedSpecs"/>).
/// With <c>maps</c> in place of methods and metrics it is a figure of maps; <c>figures</c> lists several, with or without <c>tables</c>.
/// </summary>
public static class ExperimentFile
{
    /// <summary>Reads a spec and its subject, and looks up every name in them.</summary>
    /// <param name="path">The spec.</param>
    /// <param name="catalog">The methods and metrics at hand.</param>
    /// <param name="overrides">Values to replace first, in order.</param>
    /// <exception cref="SpecException">All that is wrong: with the spec, the subject, the names and the files that they name.</exception>
    public static Experiment Load(string path, IPluginCatalog catalog, IReadOnlyList<SpecOverride>? overrides = null) =>
        Load([path], catalog, overrides);

    /// <summary>Reads specs as one experiment of all their tables, and looks up every name in them. Subject, seed and dtype have to agree, after overrides.</summary>
    /// <param name="paths">The specs, at least one.</param>
    /// <param name="catalog">The methods and metrics at hand.</param>
    /// <param name="overrides">Values to replace in each of them first, in order.</param>
    /// <exception cref="SpecException">All that is wrong: with the specs, the subjects, the names and the files that they name.</exception>
    public static Experiment Load(IReadOnlyList<string> paths, IPluginCatalog catalog, IReadOnlyList<SpecOverride>? overrides = null) =>
        ProblemList.Collect(problems =>
        {
            if (Read(paths, overrides ?? [], problems) is not { } spec) return null;
            NamedFiles.Check(spec, problems);
            return SpecResolver.Resolve(spec, catalog, problems);
        });

    /// <summary>Reads a spec and its subject; names of methods and metrics are not looked up, and files not looked for.</summary>
    /// <param name="path">The spec.</param>
    /// <param name="overrides">Values to replace first, in order.</param>
    /// <exception cref="SpecException">All that is wrong with the spec and the subject.</exception>
    public static ExperimentSpec Read(string path, IReadOnlyList<SpecOverride>? overrides = null) =>
        ProblemList.Collect(problems => Read([path], overrides ?? [], problems));

    private static ExperimentSpec? Read(IReadOnlyList<string> paths, IReadOnlyList<SpecOverride> overrides, ProblemList problems)
    {
        var specs = paths.Select(path => One(path, overrides, problems)).OfType<SpecPart>().ToList();
        if (specs.Count < paths.Count) return null;
        var spec = specs.Count == 1 ? specs[0].Spec : JoinedSpecs.Of(specs, problems);
        return spec with
        {
            Files =
            [
                .. problems.Files.Concat(spec.Tables.Select(table => table.Paper?.Value).OfType<string>()).Distinct(StringComparer.Ordinal),
            ],
        };
    }

    // Where a part could not be read, its problem is on the list and the caller never sees the rest.
    private static SpecPart? One(string named, IReadOnlyList<SpecOverride> overrides, ProblemList problems)
    {
        var path = SpecPath.Of(named);
        if (ExtendedMap.ReadFile(path, problems) is not { } root) return null;
        foreach (var change in overrides.Where(change => !change.IsForSubject)) root = change.ApplyTo(root, problems);
        if (root.Find(ExtendedMap.Key) is { } late)
            problems.Add(late.Mark, $"'{ExtendedMap.Key}' is read before overrides apply: write it in a file.");

        var name = Path.GetFileNameWithoutExtension(path);
        var tables = new TableReader(path, problems);
        var list = root.Find("tables");
        var several = list is not null || root.Find("figures") is not null;
        var figure = root.Find("maps") is not null && !several;
        var reader = new MapReader(
            root,
            several ? "a spec of tables"
                : figure ? "a spec of maps"
                : "a spec",
            problems,
            (
                several ? SpecKeys.Tables
                : figure ? SpecKeys.MapFigure
                : SpecKeys.Spec
            ).Names());
        var read = list is not null ? tables.All(list) : several || figure ? [] : [tables.One(reader, "", name)];
        var figures = several || figure ? new MapFigureReader(problems).Of(root, reader, name, read.Select(table => table.Folder)) : [];
        var spec = new ExperimentSpec
        {
            File = path,
            Title =
                several ? reader.Text("title", reader.Optional("title"))?.Text ?? name
                : figure
                    ? figures is [{ Title.Length: > 0 } one] ? one.Title
                        : name
                : read[0].Title,
            Tables = read,
            Figures = figures,
            Subject = SubjectFile.Of(reader.Required("subject"), path, overrides.Where(change => change.IsForSubject), problems)!,
            Limit = reader.Number("limit", 1, "a whole number, 1 or more"),
            Seed = reader.Number("seed", 0UL, "a whole number, 0 or more") ?? 0,
            Dtype = Precision.Of(reader.Choice("dtype", reader.Optional("dtype"), Precision.Names)?.Value),
            Overrides = [.. overrides.Select(change => change.Text)],
        };
        return new SpecPart(spec, key => root.Find(key)?.Mark ?? root.Mark);
    }
}
