using TorchSharp;
using YamlDotNet.Serialization;

namespace Workbench.Specs;

/// <summary>Writes an experiment as a spec of its own, with every default and path filled in: provenance that can be run again.</summary>
public static class SpecWriter
{
    /// <summary>The experiment as YAML. Reading it gives the same experiment from any folder; overrides stand above it as comments.</summary>
    /// <param name="experiment">The experiment.</param>
    public static string Write(Experiment experiment)
    {
        var spec = experiment.Spec;
        var root = new Dictionary<string, object?>
        {
            ["title"] = spec.Title,
            ["methods"] = experiment.Methods.Select(method => method.Name).ToList(),
            ["metrics"] = experiment.Metrics.Select(metric => metric.Name).ToList(),
            ["subject"] = Subject(spec.Subject),
            ["paper"] = spec.Paper?.Value,
            ["claims"] = experiment.Claims.Count == 0 ? null : experiment.Claims.Select(claim => new Dictionary<string, object>
            {
                ["drop"] = claim.Method,
                ["exceeds"] = claim.Others is null ? "all" : claim.Others,
                ["times"] = claim.Times,
                ["from"] = claim.From,
                ["to"] = claim.To,
            }).ToList(),
            ["limit"] = spec.Limit,
            ["seed"] = spec.Seed,
            ["dtype"] = spec.Dtype == torch.ScalarType.Float64 ? "float64" : "float32",
        };
        var serializer = new SerializerBuilder()
            .WithQuotingNecessaryStrings().WithNewLine("\n").WithIndentedSequences().DisableAliases()
            .Build();
        var comments = spec.Overrides.Select(change => $"# --set {change.ReplaceLineEndings(" ")}\n");
        return string.Concat(comments) + serializer.Serialize(root.Where(entry => entry.Value is not null).ToDictionary());
    }

    private static Dictionary<string, object> Subject(SubjectSpec subject) => new()
    {
        ["name"] = subject.Name,
        ["model"] = new Dictionary<string, object> { ["weights"] = subject.Weights.Value },
        ["input"] = subject.Input.Value,
        ["data"] = subject.Data switch
        {
            VocData { Classes: { } classes } voc => new Dictionary<string, object> { ["format"] = "voc", ["root"] = voc.Root.Value, ["split"] = voc.Split, ["classes"] = classes },
            VocData voc => new Dictionary<string, object> { ["format"] = "voc", ["root"] = voc.Root.Value, ["split"] = voc.Split },
            ScenesData scenes => new Dictionary<string, object> { ["format"] = "scenes", ["seed"] = scenes.Seed, ["split"] = scenes.Split, ["count"] = scenes.Count },
            FolderData folder => new Dictionary<string, object> { ["format"] = "folder", ["root"] = folder.Root.Value },
            var other => throw new InvalidOperationException($"{other.GetType().Name} has no written form."),
        },
    };
}
