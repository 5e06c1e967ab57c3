using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;
using Workbench.Data;
using Workbench.Specs.Yaml;

namespace Workbench.Specs.Keys;

/// <summary>Types of single values, and of lists and mappings of them. <see cref="CallTypes"/> has those of methods and metrics.</summary>
internal static class KeyTypes
{
    /// <summary>A text.</summary>
    public static KeyType<Marked<string>> Text { get; } = new("text", ReadText, JsonSchema.Text);

    /// <summary>A path, read as a full path.</summary>
    public static KeyType<Marked<string>> Path { get; } = new("a path", ReadPath, JsonSchema.Text);

    /// <summary>The name of a folder. The reader of the list checks it.</summary>
    public static KeyType<Marked<string>> FolderName { get; } =
        new("letters, digits, `-` and `_`", ReadText, () => JsonSchema.Pattern("^[A-Za-z0-9_-]+$"));

    /// <summary>A list of texts.</summary>
    public static KeyType<IReadOnlyList<string>> Texts { get; } = new("a list of names", ReadTexts, JsonSchema.Texts);

    /// <summary>A mapping of any keys to texts, in the order written.</summary>
    public static KeyType<IReadOnlyList<(YamlEntry Key, string Text)>> TextMap { get; } =
        new("a mapping", ReadTextMap, () => new JsonObject { ["type"] = "object", ["additionalProperties"] = JsonSchema.Text() });

    /// <summary>A seed.</summary>
    public static KeyType<ulong?> Seed { get; } =
        new("a whole number, 0 or more", (context, node) => ReadNumber(context, node, 0UL, "a whole number, 0 or more"),
            () => JsonSchema.Integer(0));

    /// <summary>Any number.</summary>
    public static KeyType<double?> Number { get; } =
        new("a number", (context, node) => ReadNumber(context, node, double.MinValue, "a number"), () => JsonSchema.Number());

    /// <summary>A number above 0.</summary>
    public static KeyType<double?> Positive { get; } =
        new("a number above 0", (context, node) => ReadNumber(context, node, double.Epsilon, "a number above 0"), JsonSchema.AboveZero);

    /// <summary>The name of an input convention. One with two names is read as the shorter one.</summary>
    public static KeyType<Marked<string>> Input { get; } = new(
        $"{Alternatives(InputConvention.Names)}, or with numbers, such as `imagenet-232-224`",
        ReadInput,
        () => JsonSchema.AnyOf(JsonSchema.Enum(InputConvention.Names), JsonSchema.Pattern(InputConvention.RecipePattern)));

    /// <summary>A share.</summary>
    public static KeyType<double?> Share { get; } =
        new("a share, 0 to 1", ReadShare, () => JsonSchema.Number(0, 1));

    /// <summary><c>true</c> or <c>false</c>.</summary>
    public static KeyType<bool?> Flag { get; } = new(
        "`true` or `false`",
        (context, node) => ReadChoice(context, node, ["true", "false"]) is { } flag ? flag.Value == "true" : null,
        () => new JsonObject { ["type"] = "boolean" });

    /// <summary>A whole number.</summary>
    public static KeyType<int?> Whole(int min) => Whole($"a whole number, {min} or more", min);

    private static KeyType<int?> Whole(string values, int min) =>
        new(values, (context, node) => ReadNumber(context, node, min, values), () => JsonSchema.Integer(min));

    /// <summary>A number of at least a bound.</summary>
    public static KeyType<double?> AtLeast(double min)
    {
        var values = FormattableString.Invariant(
            $"a number, {(min == 0 ? "0" : min.ToString("0e-0", CultureInfo.InvariantCulture))} or more");
        return new(values, (context, node) => ReadNumber(context, node, min, values), () => JsonSchema.Number(min));
    }

    /// <summary>One of some names.</summary>
    public static KeyType<Marked<string>> Choice(params IReadOnlyList<string> names) =>
        new(Alternatives(names), (context, node) => ReadChoice(context, node, names), () => JsonSchema.Enum(names));

    /// <summary>A value of an enumeration, by its name in lower case.</summary>
    public static KeyType<T?> Named<T>() where T : struct, Enum
    {
        IReadOnlyList<string> names = [.. Enum.GetValues<T>().Select(NameOf)];
        return new(
            Alternatives(names),
            (context, node) => ReadChoice(context, node, names) is { } name ? Enum.Parse<T>(name.Value, ignoreCase: true) : null,
            () => JsonSchema.Enum(names));
    }

    /// <summary>The name of an enumeration's value in specs.</summary>
    public static string NameOf<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();

    /// <summary>A list whose items another reader reads.</summary>
    /// <param name="values">The values, in words.</param>
    /// <param name="item">Reads an item; null, with the problem reported, if it cannot be read.</param>
    /// <param name="schema">Creates the schema of an item.</param>
    public static KeyType<IReadOnlyList<T>> ListOf<T>(string values, Func<KeyContext, YamlNode, T?> item, Func<JsonObject> schema)
        where T : class =>
        new(
            values,
            (context, node) => context.List(node)?.Select(one => item(context, one)).OfType<T>().ToList(),
            () => new JsonObject { ["type"] = "array", ["items"] = schema() });

    /// <summary>A mapping that another reader reads.</summary>
    public static KeyType<YamlMap> Mapping(string values, Func<JsonObject> schema) =>
        new(values, (context, node) => context.Map(node), schema);

    /// <summary>A value of several forms that another reader reads.</summary>
    public static KeyType<YamlNode> Node(string values, Func<JsonObject> schema) => new(values, (_, node) => node, schema);

    private static Marked<string>? ReadText(KeyContext context, YamlNode node) =>
        context.Text(node) is { } text ? new(text.Text, text.Mark) : null;

    private static Marked<string>? ReadPath(KeyContext context, YamlNode node) =>
        context.Text(node) is { } text ? new(text.FullPath, text.Mark) : null;

    private static List<string>? ReadTexts(KeyContext context, YamlNode node) =>
        context.List(node)?.Select(item => context.Text(item)?.Text).OfType<string>().ToList();

    private static List<(YamlEntry Key, string Text)>? ReadTextMap(KeyContext context, YamlNode node)
    {
        if (context.Map(node) is not { } map) return null;
        var texts = new List<(YamlEntry, string)>();
        foreach (var entry in map.Entries)
            if ((context with { Key = entry.Key }).Text(entry.Value) is { } text) texts.Add((entry, text.Text));
        return texts;
    }

    private static Marked<string>? ReadChoice(KeyContext context, YamlNode node, IReadOnlyList<string> names)
    {
        if (context.Text(node) is not { } text) return null;
        if (names.Contains(text.Text)) return new(text.Text, text.Mark);
        context.Problems.Add(text.Mark, $"Unknown value '{text.Text}' of '{context.Key}'{NearestName.Hint(text.Text, names)}");
        return null;
    }

    private static Marked<string>? ReadInput(KeyContext context, YamlNode node)
    {
        if (context.Text(node) is not { } text) return null;
        if (InputConvention.FindProblem(text.Text) is not { } problem) return new(InputConvention.FromName(text.Text).Name, text.Mark);
        context.Problems.Add(text.Mark, problem);
        return null;
    }

    private static double? ReadShare(KeyContext context, YamlNode node)
    {
        var share = ReadNumber(context, node, 0.0, "a share, 0 to 1");
        return share > 1 ? context.Reject<double?>(node, "a share, 0 to 1") : share;
    }

    private static T? ReadNumber<T>(KeyContext context, YamlNode node, T min, string values) where T : struct, INumber<T>
    {
        var style = T.One / (T.One + T.One) == T.Zero ? NumberStyles.Integer : NumberStyles.Float;
        return node is YamlScalar { Quoted: false } scalar
            && T.TryParse(scalar.Text, style, CultureInfo.InvariantCulture, out var number)
            && number >= min
            && T.IsFinite(number)
            ? number
            : context.Reject<T?>(node, values);
    }

    private static string Alternatives(IReadOnlyList<string> names) => string.Join(", ", names.Select(name => $"`{name}`"));
}
