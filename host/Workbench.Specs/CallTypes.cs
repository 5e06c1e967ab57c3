using System.Text.Json.Nodes;
using Workbench.Engine.Plugins;
using Workbench.Specs.Keys;
using Workbench.Specs.Schema;
using Workbench.Specs.Yaml;
using static Workbench.Specs.Keys.JsonSchema;

namespace Workbench.Specs;

/// <summary>Types of methods, metrics and steps.</summary>
internal static class CallTypes
{
    private const string Method = "method", Metric = "metric";

    /// <summary>One method.</summary>
    public static KeyType<Marked<PluginCall>> OneMethod { get; } = One(Method);

    /// <summary>One metric.</summary>
    public static KeyType<Marked<PluginCall>> OneMetric { get; } = One(Metric);

    /// <summary>A list of methods, groups and matrices.</summary>
    public static KeyType<IReadOnlyList<Marked<PluginCall>>> Methods { get; } = new(
        "a list",
        (context, node) => context.RequiredCalls.ReadList(context.Key, Method, node),
        MethodsSchema);

    /// <summary>A list of methods and matrices, where no groups are known.</summary>
    public static KeyType<IReadOnlyList<Marked<PluginCall>>> MethodsWithoutGroups { get; } = new(
        "a list",
        (context, node) => context.RequiredCalls.ReadList(context.Key, Method, node),
        () => ListOf(CallSchema.Item(PluginKind.Method)));

    /// <summary>A list of metrics and matrices.</summary>
    public static KeyType<IReadOnlyList<Marked<PluginCall>>> Metrics { get; } = new(
        "a list",
        (context, node) => context.RequiredCalls.ReadList(context.Key, Metric, node),
        () => ListOf(CallSchema.Item(PluginKind.Metric)));

    /// <summary>A method, a group, or a list of these.</summary>
    public static KeyType<IReadOnlyList<Marked<PluginCall>>> MethodOrMethods { get; } = new(
        "a method, a group or a list",
        (context, node) => context.RequiredCalls.ReadOneOrMore(context.Key, Method, node),
        () => AnyOf(Ref(Method), CallSchema.GroupName(), MethodsSchema()));

    /// <summary>A method, a group, a list of these, or <c>all</c>.</summary>
    public static KeyType<OtherMethods> MethodsOrAll { get; } = new(
        "a method, a group, a list or `all`",
        (context, node) =>
            node is YamlScalar { Text: "all" }
                ? new(null)
                : new(context.RequiredCalls.ReadOneOrMore(context.Key, Method, node)),
        () => AnyOf(Enum(["all"]), Ref(Method), CallSchema.GroupName(), MethodsSchema()));

    /// <summary>Steps after the map.</summary>
    public static KeyType<IReadOnlyList<PluginCall>> Steps { get; } = new(
        "a step, or a list",
        (context, node) => new PostReader(context.Problems).ReadAll(context.Key, node),
        () => Ref("steps"));

    private static KeyType<Marked<PluginCall>> One(string kind) => new(
        $"a {kind}",
        (context, node) => context.RequiredCalls.ReadOne(context.Key, kind, node),
        () => Ref(kind));

    private static JsonObject MethodsSchema() => ListOf(AnyOf(Ref("method"), Ref("methodMatrix"), CallSchema.GroupName()));
}

/// <summary>The methods that a claim compares with.</summary>
/// <param name="Listed">The methods; null for all others of the table.</param>
internal sealed record OtherMethods(IReadOnlyList<Marked<PluginCall>>? Listed);
