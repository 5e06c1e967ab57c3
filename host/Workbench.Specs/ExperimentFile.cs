using Workbench.Engine.Plugins;
using Workbench.Specs.Figures;
using Workbench.Specs.Yaml;
using static TorchSharp.torch;

namespace Workbench.Specs;

/// <summary>
/// Reads an experiment spec. Its least form has <c>methods</c>, <c>metrics</c> and <c>subject</c>; it may have <c>title</c>,
/// <c>paper</c>, <c>claims</c>, <c>figure</c>, <c>limit</c>, <c>seed</c> and <c>dtype</c>. With <c>tables</c> it runs several in one shared plan.
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
        ProblemList.Collect(problems =>
        {
            var spec = Read(path, overrides ?? [], problems);
            if (spec is null) return null;
            NamedFiles.Check(spec, problems);
            return SpecResolver.Resolve(spec, catalog, problems);
        });

    /// <summary>Reads a spec and its subject; names of methods and metrics are not looked up, and files not looked for.</summary>
    /// <param name="path">The spec.</param>
    /// <param name="overrides">Values to replace first, in order.</param>
    /// <exception cref="SpecException">All that is wrong with the spec and the subject.</exception>
    public static ExperimentSpec Read(string path, IReadOnlyList<SpecOverride>? overrides = null) =>
        ProblemList.Collect(problems => Read(path, overrides ?? [], problems));

    // Where a part could not be read, its problem is on the list and the caller never sees the rest.
    private static ExperimentSpec? Read(string path, IReadOnlyList<SpecOverride> overrides, ProblemList problems)
    {
        if (YamlText.ReadFile(path, problems) is not { } root) return null;
        foreach (var change in overrides.Where(change => !change.IsForSubject)) root = change.ApplyTo(root, problems);

        var name = Path.GetFileNameWithoutExtension(path);
        var tables = new TableReader(problems);
        var list = root.Find("tables");
        var several = list is not null || root.Find("figures") is not null;
        var figure = root.Find("maps") is not null && !several;
        var reader = new MapReader(root, several ? "a spec of tables" : figure ? "a spec of maps" : "a spec", problems,
            several ? ["title", "tables", "figures", .. TableReader.RunKeys] : figure ? [.. MapFigureReader.Keys, .. TableReader.RunKeys] : [.. TableReader.Keys, .. TableReader.RunKeys]);
        var read = list is not null ? tables.All(list) : several || figure ? [] : [tables.One(reader, "", name)];
        var figures = several || figure ? new MapFigureReader(problems).Of(root, reader, name, read.Select(table => table.Folder)) : [];
        return new ExperimentSpec
        {
            File = path,
            Title = several ? reader.Text("title", reader.Optional("title"))?.Text ?? name : figure ? figures is [{ Title.Length: > 0 } one] ? one.Title : name : read[0].Title,
            Tables = read,
            Figures = figures,
            Subject = SubjectFile.Of(reader.Required("subject"), path, overrides.Where(change => change.IsForSubject), problems)!,
            Limit = reader.Number("limit", 1, "a whole number, 1 or more"),
            Seed = reader.Number("seed", 0UL, "a whole number, 0 or more") ?? 0,
            Dtype = reader.Choice("dtype", reader.Optional("dtype"), ["float32", "float64"])?.Value == "float64" ? ScalarType.Float64 : ScalarType.Float32,
            Overrides = [.. overrides.Select(change => change.Text)],
        };
    }
}
