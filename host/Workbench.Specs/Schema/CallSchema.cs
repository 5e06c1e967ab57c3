using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Workbench.Engine.Passes.Post;
using Workbench.Engine.Plugins;
using Workbench.Specs.Keys;
using static Workbench.Specs.Keys.JsonSchema;

namespace Workbench.Specs.Schema;

/// <summary>The schema of methods, metrics and steps, generated from the plugins' option records.</summary>
internal static class CallSchema
{
    private static readonly string[] s_aliases = ["b5", "b4", "b3", "b2", "b1"];

    /// <summary>A method or metric, in short or long form.</summary>
    public static JsonObject Call(PluginKind kind, IPluginCatalog catalog) =>
        AnyOf([.. Plugins(kind, catalog).Select(Short), .. Plugins(kind, catalog).Select(plugin => LongForm(kind, plugin))]);

    /// <summary>A pattern of names of groups and panels. Ids of methods begin with a small letter.</summary>
    public const string GroupPattern = "^[A-Z]";

    /// <summary>The name of a group or panel.</summary>
    public static JsonObject GroupName() => Pattern(GroupPattern).WithDescription("A group of the table, or a panel of its figure.");

    /// <summary>An item of a list of methods or metrics: one, or a matrix.</summary>
    public static JsonObject Item(PluginKind kind) => AnyOf(Ref(Name(kind)), Ref($"{Name(kind)}Matrix"));

    /// <summary>A matrix of methods or metrics.</summary>
    public static JsonObject Matrix(PluginKind kind, IPluginCatalog catalog)
    {
        var axes = new JsonObject
        {
            [Name(kind)] = OneOrMore(() => AnyOf(Plugins(kind, catalog).Select(Short))).WithDescription($"The {Name(kind)}s."),
            ["layer"] = OneOrMore(Text).WithDescription("The layers."),
        };
        if (kind == PluginKind.Method)
            axes["post"] = AnyOf(
                    Ref("pipeline"),
                    Null(),
                    new JsonObject
                    {
                        ["type"] = "array",
                        ["items"] = AnyOf(Ref("steps"), Null(), new JsonObject { ["type"] = "array", ["maxItems"] = 0 }),
                    })
                .WithDescription("Steps. Each value is one step, a list of steps, or ~ for none.");
        foreach (
            var option in Plugins(kind, catalog)
                .SelectMany(plugin => plugin.Options)
                .Where(option => option.Name != "layer")
                .Select(option => option.Name)
                .Distinct()
                .Order(StringComparer.Ordinal))
            axes[option] = OneOrMore(Scalar).WithDescription($"Values of the option '{option}'.");
        var matrix = CallKeys.Matrix.CreateSchema();
        var keys = matrix["properties"]!.AsObject();
        // The keys' own schemas do not know the plugins.
        keys[CallKeys.Axes.Name] = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = axes,
            ["required"] = new JsonArray(Name(kind)),
            ["additionalProperties"] = false,
        }.WithDescription(CallKeys.Axes.Help);
        keys[CallKeys.Include.Name] = ListOf(Ref(Name(kind))).WithDescription(CallKeys.Include.Help);
        return matrix;
    }

    /// <summary>Steps in one text: <c>step | step</c>.</summary>
    public static JsonObject Pipeline()
    {
        var step = $"({string.Join('|', PostSteps.All.Select(step => Regex.Escape(step.Id)))})(\\{{[^}}]*\\}})?";
        return AnyOf(
        [
            .. PostSteps.All.Select(one =>
                AnyOf(Enum([one.Id]), Pattern($"^{Regex.Escape(one.Id)}(\\{{[^}}]*\\}})?$"))
                    .WithDescription($"{one.Help}{Summary(one.Options)}")),
            Pattern($"^ *{step}( *\\| *{step})* *$"),
        ]);
    }

    /// <summary>Steps in one text, or a list of them.</summary>
    public static JsonObject Steps() => AnyOf(Ref("pipeline"), new JsonObject { ["type"] = "array", ["items"] = Ref("pipeline") });

    private static IEnumerable<PluginDescriptor> Plugins(PluginKind kind, IPluginCatalog catalog) =>
        catalog.Plugins.Where(plugin => plugin.Kind == kind).OrderBy(plugin => plugin.Id, StringComparer.Ordinal);

    private static string Name(PluginKind kind) => kind == PluginKind.Method ? "method" : "metric";

    // An editor completes from the list; the pattern defines the valid texts.
    private static JsonObject Short(PluginDescriptor plugin)
    {
        var layered = plugin.Options.Any(option => option.Name == "layer");
        var (layer, steps) = (layered ? "(@[^{|\\s]+)?" : "", plugin.Kind == PluginKind.Method ? "( *\\|.*)?" : "");
        var pattern = $"^{Regex.Escape(plugin.Id)}{layer}(\\{{.*\\}})?{steps}$";
        return AnyOf(Enum(layered ? s_aliases.Select(alias => $"{plugin.Id}@{alias}").Prepend(plugin.Id) : [plugin.Id]), Pattern(pattern))
            .WithDescription($"{plugin.Cite}{Summary(plugin.Options)}");
    }

    private static JsonObject LongForm(PluginKind kind, PluginDescriptor plugin)
    {
        var options = new JsonObject();
        foreach (var option in plugin.Options.Where(option => option.Name != "layer")) options[option.Name] = Option(option);
        var layered = plugin.Options.Any(option => option.Name == "layer");
        var form = (kind == PluginKind.Method ? CallKeys.Method : CallKeys.Metric).CreateSchema();
        var keys = form["properties"]!.AsObject();
        keys[Name(kind)] = Enum([plugin.Id]).WithDescription(keys[Name(kind)]!["description"]!.GetValue<string>());
        Refine(CallKeys.Layer.Name, layered ? Option(plugin.Options.First(option => option.Name == "layer")) : null);
        Refine(
            CallKeys.Options.Name,
            options.Count == 0
                ? null
                : new JsonObject { ["type"] = "object", ["properties"] = options, ["additionalProperties"] = false }
                    .WithDescription(CallKeys.Options.Help));
        return form.WithDescription(plugin.Cite);

        // A plugin without a layer or options lacks the key.
        void Refine(string key, JsonObject? schema)
        {
            if (schema is null) keys.Remove(key);
            else keys[key] = schema;
        }
    }

    /// <summary>An option's values, with its default.</summary>
    public static JsonObject Option(OptionDescriptor option)
    {
        var (schema, fallback) = option switch
        {
            { Type: var type } when type == typeof(bool) => (
                new JsonObject { ["type"] = "boolean" },
                (JsonNode?)JsonValue.Create(option.Default == "true")),
            { Type: var type } when type == typeof(int) => (
                Integer(option.Min, option.Max),
                JsonValue.Create(int.Parse(option.Default, CultureInfo.InvariantCulture))),
            // JSON has no infinity.
            { Type: var type } when type == typeof(double) => (
                Number(option.Min, option.Max),
                double.TryParse(option.Default, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
                    ? JsonValue.Create(number)
                    : null),
            { Choices.Count: > 0 } => (Enum(option.Choices), JsonValue.Create(option.Default)),
            _ => (Text(), JsonValue.Create(option.Default)),
        };
        if (fallback is not null) schema["default"] = fallback;
        return schema.WithDescription($"{option.Help}. Default: {option.Default}.");
    }

    private static string Summary(IReadOnlyList<OptionDescriptor> options)
    {
        if (options.Count == 0) return "";
        var each = options.Select(option => $"{option.Name} = {option.Default}{Range(option)}: {option.Help}");
        return $". Options: {string.Join("; ", each)}";
    }

    private static string Range(OptionDescriptor option) =>
        option.Choices.Count > 0 ? $" ({string.Join(" | ", option.Choices)})"
        : option.Range.Length > 0 ? $" ({option.Range})"
        : "";
}
