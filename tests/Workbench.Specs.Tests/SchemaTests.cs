using System.Globalization;
using System.Text.Json.Nodes;
using NJsonSchema;
using Workbench.Specs.Schema;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Workbench.Specs.Tests;

/// <summary>
/// Checks the shipped schemas with valid and invalid specs. A test of the command, in tests/Workbench.Cli.Tests, checks that the schema
/// files are up to date with the plugins.
/// </summary>
public sealed class SchemaTests
{
    private static readonly string s_experiments = Path.Combine(Repository.Root, "experiments");
    private static readonly Lazy<JsonSchema> s_spec = new(() =>
        JsonSchema.FromFileAsync(Path.Combine(s_experiments, "spec.schema.json")).Result);
    private static readonly Lazy<JsonSchema> s_model = new(() =>
        JsonSchema.FromFileAsync(Path.Combine(s_experiments, "subjects", "model.schema.json")).Result);
    private static readonly Lazy<JsonSchema> s_subject = new(() =>
        JsonSchema.FromFileAsync(Path.Combine(s_experiments, "subjects", "subject.schema.json")).Result);

    public static TheoryData<string> Specs =>
        [.. Directory.EnumerateFiles(s_experiments, "*.yaml").Select(file => Path.GetFileName(file)!)];

    public static TheoryData<string> Subjects => [.. new[] { "", "channels" }.SelectMany(Below)];

    private static IEnumerable<string> Below(string folder) =>
        Directory.EnumerateFiles(Path.Combine(s_experiments, "subjects", folder), "*.yaml")
            .Select(file => Path.GetRelativePath(Path.Combine(s_experiments, "subjects"), file));

    public static TheoryData<string> Cards =>
        [.. new[] { "voc07", "imagenet" }.SelectMany(Below)];

    [Theory, MemberData(nameof(Cards))]
    public void A_shipped_model_card_names_its_schema_and_is_valid(string file)
    {
        var text = File.ReadAllText(Path.Combine(s_experiments, "subjects", file));
        text.ShouldStartWith("# yaml-language-server: $schema=../model.schema.json\n");
        Problems(s_model.Value, text).ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Specs))]
    public void A_shipped_spec_names_its_schema_and_is_valid(string file)
    {
        var text = File.ReadAllText(Path.Combine(s_experiments, file));
        text.ShouldStartWith("# yaml-language-server: $schema=spec.schema.json\n");
        Problems(s_spec.Value, text).ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Subjects))]
    public void A_shipped_subject_names_its_schema_and_is_valid(string file)
    {
        var text = File.ReadAllText(Path.Combine(s_experiments, "subjects", file));
        text.ShouldStartWith($"# yaml-language-server: $schema={(file.Contains('/') ? "../" : "")}subject.schema.json\n");
        Problems(s_subject.Value, text).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("methods: [gradcam@b5, gradcam@features.29 | relu, 'smoothgrad{samples=4} | abs | smooth{sigma=2}']")]
    [InlineData(
        "methods: [{method: gradcam, layer: b4, options: {relu: false}, post: [abs, 'smooth{sigma=2,border=reflect}']}, "
            + "{method: fullgrad, post: relu | normalize}]")]
    [InlineData(
        "methods: [{matrix: {method: [gradcam, gradcam++], layer: [b5, b4], post: [~, abs, [relu, normalize]]}, "
            + "exclude: [{method: gradcam, layer: b4}], include: [gradcam@b1]}]")]
    [InlineData("methods: [fullgrad]\npost: [abs]\nlimit: 3\nseed: 4\ndtype: float64\npaper: a.csv\ntitle: A")]
    [InlineData(
        "methods: [fullgrad]\n"
            + "claims: [{drop: fullgrad, exceeds: all, from: pointing-game, to: restricted-pointing-game}, "
            + "{curve: parameter-randomization, at: mean, near: 1, within: 0.1, methods: fullgrad}, "
            + "{metric: pointing-game, lower: [fullgrad], than: gradcam, by: 0.5}]")]
    [InlineData("methods: [fullgrad]\nexpected: {within: 1, values: [{method: fullgrad, metric: pointing-game, value: 3, within: 0.5}]}")]
    [InlineData("methods: [fullgrad]\nexpected: {within: 1, values: expected.csv}")]
    [InlineData("methods: [fullgrad]\nfigure: {curves: pointing-game, value: hits, panels: [{title: A, methods: [fullgrad]}]}")]
    [InlineData(
        "groups: {Aggregation: [gradcam, fullgrad], Rest: [Aggregation, gradient]}\nmethods: [Rest]\n"
            + "figure: {curves: pointing-game, panels: [Aggregation]}\n"
            + "claims: [{metric: pointing-game, lower: gradient, than: Aggregation}]\nnotes: [{methods: Rest, text: A.}]")]
    public void Readable_tables_are_valid(string spec) =>
        Problems(s_spec.Value, $"{spec}\nmetrics: [pointing-game]\nsubject: scenes\n").ShouldBeEmpty();

    [Theory]
    [InlineData("extends: table1.yaml\nlimit: 5\ntitle: ~\nexpected: {within: 1}")]
    [InlineData(
        "tables: [table1.yaml, {name: mine, methods: [gradcam@b3], metrics: [pointing-game], limit: 4}, "
            + "{extends: figure4.yaml, name: figure4, claims: ~}]\nsubject: scenes")]
    [InlineData(
        "methods: [fullgrad]\nmetrics: [pointing-game]\nsubject: {extends: subjects/scenes.yaml, data: {format: scenes, count: 4}}")]
    [InlineData(
        "methods: [fullgrad]\nmetrics: [pointing-game]\n"
            + "subject: {model: {weights: a.safetensors}, input: imagenet, data: {format: voc, root: VOC2007, split: val}}")]
    [InlineData(
        "maps: {images: {pick: two-large-objects, count: 2, smallest: 0.2}, "
            + "rows: {classes: [present1, 3], states: [trained, half]}, "
            + "columns: [gradcam@b5, {matrix: {method: [gradmid], layer: [b5, b4]}}], labels: {gradcam@b5: A}, "
            + "scale: row, sign: positive, boxes: false}\nsubject: scenes")]
    [InlineData("figures: [figure1.yaml, {name: mine, maps: {images: a, columns: [fullgrad]}}]\nsubject: scenes")]
    public void Readable_specs_of_other_kinds_are_valid(string spec) => Problems(s_spec.Value, spec).ShouldBeEmpty();

    [Theory]
    [InlineData("methods: [gradcm@b5]\nmetrics: [pointing-game]")]
    [InlineData("methods: [fullgrad@b5]\nmetrics: [pointing-game]")]
    [InlineData("methods: [gradcam]\nmetrics: ['pointing-game | abs']")]
    [InlineData("methods: [gradcam]\nmetrics: [gradcam]")]
    [InlineData("methods: []\nmetrics: [pointing-game]")]
    [InlineData("methods: gradcam\nmetrics: [pointing-game]")]
    [InlineData("methods: [gradcam]\nmetrics: [pointing-game]\nmetods: [gradcam]")]
    [InlineData("methods: [gradcam]")]
    [InlineData("methods: [{method: gradcam, options: {relu: 3}}]\nmetrics: [pointing-game]")]
    [InlineData("methods: [{method: gradcam, options: {rleu: true}}]\nmetrics: [pointing-game]")]
    [InlineData("methods: [{method: smoothgrad, options: {samples: 0}}]\nmetrics: [pointing-game]")]
    [InlineData("methods: [{matrix: {layer: [b5]}}]\nmetrics: [pointing-game]")]
    [InlineData("methods: [{matrix: {method: gradcam, rleu: true}}]\nmetrics: [pointing-game]")]
    [InlineData("methods: [gradcam]\nmetrics: [pointing-game]\npost: [abss]")]
    [InlineData("methods: [gradcam]\nmetrics: [pointing-game]\nlimit: 0")]
    [InlineData("methods: [gradcam]\nmetrics: [pointing-game]\nseed: many")]
    [InlineData("methods: [gradcam]\nmetrics: [pointing-game]\ndtype: float16")]
    [InlineData("methods: [gradcam]\nmetrics: [pointing-game]\nclaims: [{drop: gradcam}]")]
    [InlineData("methods: [gradcam]\nmetrics: [pointing-game]\nclaims: [{metric: pointing-game, than: all}]")]
    [InlineData("methods: [gradcam]\nmetrics: [pointing-game]\nexpected: {within: 1}")]
    [InlineData("methods: [gradcam]\nmetrics: [pointing-game]\nexpected: {values: [{method: gradcam, value: 1}]}")]
    [InlineData("methods: [gradcam]\nmetrics: [pointing-game]\nfigure: {curves: pointing-game}")]
    [InlineData("methods: [gradcam]\nmetrics: [pointing-game]\ngroups: {small: [gradcam]}")]
    [InlineData("methods: [gradcam]\nmetrics: [pointing-game]\ngroups: {Group: gradcam}")]
    [InlineData("methods: [gradcam]\nmetrics: [Group]")]
    [InlineData("maps: {images: a, rows: anything, columns: [gradcam]}")]
    [InlineData("maps: {images: {pick: nothing}, columns: [gradcam]}")]
    [InlineData("maps: {images: a, columns: [gradcm]}")]
    [InlineData("maps: {images: a, columns: [gradcam], scale: cells}")]
    [InlineData("figures: [{name: a, maps: {columns: [gradcam], colour: red}}]")]
    [InlineData("tables: []")]
    [InlineData("tables: [{methods: [gradcam], metrics: [pointing-game]}]")]
    [InlineData("tables: [{name: a/b, methods: [gradcam], metrics: [pointing-game]}]")]
    public void Unreadable_specs_are_invalid(string spec) => Problems(s_spec.Value, spec + "\nsubject: scenes\n").ShouldNotBeEmpty();

    [Theory]
    [InlineData("model: {weights: a}\ninput: imagnet\ndata: {format: folder, root: a}")]
    [InlineData("model: {wieghts: a}\ninput: imagenet\ndata: {format: folder, root: a}")]
    [InlineData("model: {weights: a}\ninput: imagenet\ndata: {format: folder, root: a, count: 3}")]
    [InlineData("model: {weights: a}\ndata: {format: folder, root: a}")]
    public void Unreadable_subjects_are_invalid(string subject) => Problems(s_subject.Value, subject).ShouldNotBeEmpty();

    [Fact]
    public async Task The_schema_follows_the_catalog()
    {
        var schema = await JsonSchema.FromJsonAsync(SpecSchema.CreateSpecSchema(new FakeCatalog()), TestContext.Current.CancellationToken);
        const string rest = "\nmetrics: ['hits{flag=true}']\nsubject: scenes";
        Problems(schema, "methods: [alpha++@b5, beta | abs]" + rest).ShouldBeEmpty();
        Problems(schema, "methods: [gradcam]" + rest).ShouldNotBeEmpty();
        Problems(schema, "methods: [beta@b5]" + rest).ShouldNotBeEmpty();
    }

    private static IEnumerable<string> Problems(JsonSchema schema, string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return schema.Validate(Json(stream.Documents[0].RootNode)!.ToJsonString()).Select(problem => problem.ToString());
    }

    // Reads plain scalars as YAML's core schema does. JSON has no infinity, so a large number represents it.
    private static JsonNode? Json(YamlNode node) => node switch
    {
        YamlMappingNode map => new JsonObject(
            map.Children.Select(child => KeyValuePair.Create(((YamlScalarNode)child.Key).Value!, Json(child.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(Json)]),
        YamlScalarNode { Style: not ScalarStyle.Plain } quoted => JsonValue.Create(quoted.Value),
        YamlScalarNode { Value: "" or "~" or "null" } => null,
        YamlScalarNode { Value: "true" or "false" } flag => JsonValue.Create(flag.Value == "true"),
        YamlScalarNode { Value: ".inf" } => JsonValue.Create(1e300),
        YamlScalarNode scalar
            when long.TryParse(scalar.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) =>
            JsonValue.Create(whole),
        YamlScalarNode scalar when double.TryParse(scalar.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) =>
            JsonValue.Create(number),
        YamlScalarNode scalar => JsonValue.Create(scalar.Value),
        _ => throw new InvalidOperationException($"{node.NodeType}"),
    };
}
