using Workbench.Engine.Plugins;
using Workbench.Specs.Yaml;
using static TorchSharp.torch;

namespace Workbench.Specs;

/// <summary>
/// Reads an experiment spec. Its least form has <c>methods</c>, <c>metrics</c> and <c>subject</c>; it may have <c>title</c>,
/// <c>paper</c>, <c>claims</c>, <c>limit</c>, <c>seed</c> and <c>dtype</c>.
/// </summary>
public static class ExperimentFile
{
    private static readonly string[] Keys = ["title", "methods", "metrics", "subject", "paper", "claims", "limit", "seed", "dtype"];

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

        var reader = new MapReader(root, "a spec", problems, Keys);
        var calls = new CallReader(problems);
        var paper = reader.Text("paper", reader.Optional("paper"));
        return new ExperimentSpec
        {
            File = path,
            Title = reader.Text("title", reader.Optional("title"))?.Text ?? Path.GetFileNameWithoutExtension(path),
            Methods = calls.All("methods", "method", reader.Required("methods")),
            Metrics = calls.All("metrics", "metric", reader.Required("metrics")),
            Subject = SubjectFile.Of(reader.Required("subject"), path, overrides.Where(change => change.IsForSubject), problems)!,
            Paper = paper is null ? null : new(paper.FullPath, paper.Mark),
            Claims = [.. (reader.List("claims", reader.Optional("claims")) ?? []).Select(item => Claim(item, problems)).OfType<ClaimSpec>()],
            Limit = reader.Number("limit", 1, "a whole number, 1 or more"),
            Seed = reader.Number("seed", 0UL, "a whole number, 0 or more") ?? 0,
            Dtype = reader.Choice("dtype", reader.Optional("dtype"), ["float32", "float64"])?.Value == "float64" ? ScalarType.Float64 : ScalarType.Float32,
            Overrides = [.. overrides.Select(change => change.Text)],
        };
    }

    private static ClaimSpec? Claim(YamlNode node, ProblemList problems)
    {
        if (node is not YamlMap map)
        {
            problems.Add(node.Mark, $"A claim is a mapping {{drop: METHOD, exceeds: all, from: METRIC, to: METRIC}}, not {node.Kind}.");
            return null;
        }
        var reader = new MapReader(map, "a claim", problems, "drop", "exceeds", "times", "from", "to");
        var calls = new CallReader(problems);
        var method = calls.One("drop", "method", reader.Required("drop"));
        var exceeds = reader.Required("exceeds");
        var others = exceeds is YamlScalar { Text: "all" } ? null : calls.All("exceeds", "method", exceeds);
        var times = reader.Number("times", double.Epsilon, "a number above 0") ?? 1;
        var from = calls.One("from", "metric", reader.Required("from"));
        var to = calls.One("to", "metric", reader.Required("to"));
        return method is null || from is null || to is null ? null : new ClaimSpec(method, others, times, from, to);
    }
}
