using Workbench.Engine.Plugins;
using Workbench.Specs.Claims;
using Workbench.Specs.Figures;
using Workbench.Specs.Keys;
using Workbench.Specs.Yaml;
using static Workbench.Specs.Keys.JsonSchema;

namespace Workbench.Specs;

/// <summary>The keys of a table, and of a spec that lists tables.</summary>
internal static class TableKeys
{
    public static readonly SpecKey<Marked<string>> Name =
        new("name", KeyTypes.FolderName, "Name of the table and its folder: letters, digits, - and _.") { IsRequired = true };

    public static readonly SpecKey<Marked<string>> Title =
        new("title", KeyTypes.Text, "The table's caption.") { Default = "the file's name" };

    public static readonly SpecKey<YamlMap> Groups = new(
        "groups",
        KeyTypes.Mapping("a mapping of names to lists", GroupReader.Schema),
        "Lists of methods by name. A name begins with a capital letter, and stands for its methods wherever a list of methods is read.");

    public static readonly SpecKey<IReadOnlyList<Marked<PluginCall>>> Methods =
        new("methods", CallTypes.Methods, "Rows of the table: methods, groups, and matrices of methods.") { IsRequired = true };

    public static readonly SpecKey<IReadOnlyList<Marked<PluginCall>>> Metrics =
        new("metrics", CallTypes.Metrics, "Columns of the table: metrics, and matrices of metrics.") { IsRequired = true };

    public static readonly SpecKey<IReadOnlyList<PluginCall>> Post = new(
        "post",
        CallTypes.Steps,
        "Steps that process the raw map of every method in the table, after the method's own steps.");

    public static readonly SpecKey<Marked<string>> Paper =
        new("paper", KeyTypes.Path, "CSV file with the paper's numbers. Its header is method,label,METRIC,METRIC and so on.");

    public static readonly SpecKey<IReadOnlyList<ClaimSpec>> Claims = new(
        "claims",
        KeyTypes.ListOf<ClaimSpec>("a list", ClaimSpec.Read, () => Ref("claim")),
        "Claims about the table, checked by a paired bootstrap over images.");

    public static readonly SpecKey<YamlNode> Expected = new(
        "expected",
        KeyTypes.Node("a mapping", () => Ref("expected")),
        "Expected values of a full run. 'run --check' fails if a value deviates.");

    public static readonly SpecKey<IReadOnlyList<NoteSpec>> Notes = new(
        "notes",
        KeyTypes.ListOf<NoteSpec>("a list", NoteReader.Read, NoteKeys.Mapping.CreateSchema),
        "Notes about rows, shown under the table.");

    public static readonly SpecKey<YamlNode> Figure = new(
        "figure",
        KeyTypes.Node("a mapping", () => Ref("figure")),
        "A figure of the curves of a metric with a value per model state.");

    public static readonly SpecKey<Marked<string>> ExperimentTitle =
        new("title", KeyTypes.Text, "Title of the experiment.") { Default = "the file's name" };

    public static readonly SpecKey<YamlNode> Tables = new(
        "tables",
        KeyTypes.Node("a list", () => ListOf(AnyOf(Text(), Ref("listedTable")))),
        "The tables, which share one plan: paths of specs, and mappings with a name.");

    private static readonly IReadOnlyList<SpecKey> s_table =
        [Title, Groups, Methods, Metrics, Post, Paper, Claims, Expected, Notes, Figure];

    /// <summary>A spec of one table.</summary>
    public static KeyMapping Spec { get; } = new("a spec", [.. s_table, .. RunKeys.All, RunKeys.Extends]) { Merges = true };

    /// <summary>A table's spec that another spec lists.</summary>
    public static KeyMapping ListedSpec { get; } = Spec with { What = "a table" };

    /// <summary>A table written inside a list.</summary>
    public static KeyMapping ListedTable { get; } =
        new("a table", [Name, .. s_table, RunKeys.Limit, RunKeys.Extends]) { Merges = true };

    /// <summary>A spec that lists tables or figures.</summary>
    public static KeyMapping SpecOfTables { get; } =
        new("a spec of tables", [ExperimentTitle, Tables, MapFigureKeys.Figures, .. RunKeys.All, RunKeys.Extends]) { Merges = true };
}
