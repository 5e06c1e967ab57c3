using Workbench.Engine.Model;
using Workbench.Specs.Claims;
using Workbench.Specs.Figures;
using Workbench.Specs.Models;
using YamlDotNet.Serialization;

namespace Workbench.Specs;

/// <summary>Writes an experiment as a self-contained spec with all defaults and paths, as provenance that can be run again.</summary>
public static class SpecWriter
{
    private static readonly ISerializer s_yaml = new SerializerBuilder()
        .WithQuotingNecessaryStrings()
        .WithNewLine("\n")
        .WithIndentedSequences()
        .DisableAliases()
        .Build();

    /// <summary>The experiment as YAML. It reads back as the same experiment from any folder. Overrides are comments at the top.</summary>
    public static string Write(Experiment experiment)
    {
        var spec = experiment.Spec;
        var run = new Dictionary<string, object?>
        {
            ["subject"] = Subject(spec.Subject),
            ["limit"] = spec.Limit,
            ["seed"] = spec.Seed,
            ["dtype"] = Precision.NameOf(spec.Dtype),
        };
        IEnumerable<KeyValuePair<string, object?>> tables = experiment switch
        {
            { Tables: [{ Spec.Folder: "" } single] } => Table(single),
            { Figures: [{ Spec.Folder: "" } single] } => MapFigureWriter
                .Write(single)
                .Select(entry => KeyValuePair.Create(entry.Key, (object?)entry.Value)),
            _ => new Dictionary<string, object?>
            {
                ["title"] = spec.Title,
                ["tables"] =
                    experiment.Tables.Count == 0
                        ? null
                        : experiment.Tables.Select(table => WithoutNulls(Table(table).Prepend(new("name", table.Spec.Folder)))).ToList(),
                ["figures"] = experiment.Figures.Count == 0 ? null : experiment.Figures.Select(MapFigureWriter.Write).ToList(),
            },
        };
        var root = WithoutNulls(tables.Concat(run));
        var comments = spec.Overrides.Select(change => $"# --set {change.ReplaceLineEndings(" ")}\n");
        return string.Concat(comments) + s_yaml.Serialize(root);
    }

    private static Dictionary<string, object?> Table(ResolvedTable table) => new()
    {
        ["title"] = table.Spec.Title,
        ["limit"] = table.Spec.Limit,
        ["methods"] = table.Methods.Select(method => method.Name).ToList(),
        ["metrics"] = table.Metrics.Select(metric => metric.Name).ToList(),
        ["paper"] = table.Spec.Paper?.Value,
        ["claims"] = table.Claims.Count == 0 ? null : table.Claims.Select(ClaimSpec.Write).ToList(),
        // Groups are written out, so that the spec needs no other file.
        ["expected"] = table.Expected.Count == 0 ? null : new Dictionary<string, object>
        {
            ["values"] = table
                .Expected.Select(value => new Dictionary<string, object>
                {
                    ["method"] = value.Method,
                    ["metric"] = value.Metric,
                    ["value"] = value.Value,
                    ["within"] = value.Within,
                })
                .ToList(),
        },
        ["notes"] =
            table.Notes.Count == 0
                ? null
                : table
                    .Notes.Select(note =>
                        WithoutNulls([new("methods", note.Methods), new("text", note.Text), new("subject", note.Subject)]))
                    .ToList(),
        ["figure"] = table.Figure is not { } figure ? null : WithoutNulls(
        [
            new("curves", figure.Metric),
            new("value", figure.Value),
            new("panels", figure.Panels.Select(panel => WithoutNulls([new("title", panel.Title), new("methods", panel.Methods)])).ToList()),
        ]),
    };

    private static Dictionary<string, object?> WithoutNulls(IEnumerable<KeyValuePair<string, object?>> entries) =>
        entries.Where(entry => entry.Value is not null).ToDictionary();

    private static Dictionary<string, object> Subject(SubjectSpec subject) => new()
    {
        ["name"] = subject.Name,
        ["model"] = ModelFile.ToYaml(subject.Model),
        ["input"] = subject.Input.Value,
        ["data"] = WithoutNulls(
            subject.Data.YamlEntries.Select(entry => entry.Value is string text ? new(entry.Key, PulledPath.ToPortable(text)) : entry)),
    };
}
