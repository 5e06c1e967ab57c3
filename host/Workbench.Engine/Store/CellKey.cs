using Workbench.Data;
using Workbench.Engine.Model;
using Workbench.Engine.Passes;
using Workbench.Engine.Plugins;

namespace Workbench.Engine.Store;

/// <summary>
/// All inputs that a cell's rows depend on, by name. Cells with equal keys share rows across tables and runs. The number of images, the
/// batch size, the device, the threads and other cells are not part of a key.
/// </summary>
/// <param name="Metric">The metric's canonical name: id and options.</param>
/// <param name="Method">
/// The method's canonical name as written in the spec: id, layer and options. Another name of the same layer is the same method; see
/// <see cref="MethodPart"/>.
/// </param>
/// <param name="Parts">Further inputs by name: code of both, model, data, input, seed, arithmetic.</param>
public sealed record CellKey(string Metric, string Method, IReadOnlyDictionary<string, string> Parts)
{
    /// <summary>Name of the part with the hash of the method's code.</summary>
    public const string MethodCode = "method code";

    /// <summary>Name of the part with the hash of the metric's code.</summary>
    public const string MetricCode = "metric code";

    /// <summary>
    /// Name of the part with the method's name under the model's primary layer names. It replaces <see cref="Method"/> in <see cref="Id"/>.
    /// Keys of older stores lack it.
    /// </summary>
    public const string MethodPart = "method";

    // Does not copy the cached ids, as a 'with' expression changes their inputs.
    private CellKey(CellKey other) => (Metric, Method, Parts, IsPersistent) = (other.Metric, other.Method, other.Parts, other.IsPersistent);

    /// <summary>The key of a cell on a subject.</summary>
    /// <param name="subject">Model and data.</param>
    /// <param name="cell">The cell.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="host">The host's arithmetic and libraries; null for those of this process.</param>
    public static CellKey Create(Subject subject, Cell cell, ulong seed, HostIdentity? host = null)
    {
        var parts = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["weights"] = subject.Model.Hash,
            ["data"] = subject.Data.Hash,
            ["input"] = subject.Input.Name,
            ["dtype"] = Precision.NameOf(subject.Model.Arithmetic),
            ["seed"] = seed.ToString(),
            [MethodPart] = cell.Method.NameOn(subject.Model.Architecture),
            [MethodCode] = cell.Method.Plugin.Code,
            [MetricCode] = cell.Metric.Plugin.Code,
        };
        foreach (var (name, value) in (host ?? HostIdentity.Current).Parts) parts[name] = value;
        if (subject.Model.DrawsHash is { } draws) parts["draws"] = draws;
        if (subject.Model.ClassifierHash is { } classifier) parts["classifier"] = classifier;
        if (subject.Model.Architecture.Form.Identity is { Length: > 0 } form) parts["form"] = form;
        return new CellKey(cell.Metric.Name, cell.Method.Name, parts)
        {
            IsPersistent =
                cell.Method.Plugin.Assembly != PluginDescriptor.InScript && cell.Metric.Plugin.Assembly != PluginDescriptor.InScript,
        };
    }

    /// <summary>Whether the key is valid in another process. It is not if a script defines the method or metric.</summary>
    public bool IsPersistent { get; init; } = true;

    /// <summary>A 64-bit hash of the key, as sixteen hexadecimal digits.</summary>
    public string Id => field ??= Seeds.Derive(0, [Metric, ResolvedMethod, .. NameParts(_ => true)]).ToString("x16");

    /// <summary>The method's name under the model's primary layer names; <see cref="Method"/> if the key lacks it.</summary>
    public string ResolvedMethod => Parts.GetValueOrDefault(MethodPart, Method);

    /// <summary>Hash of the inputs that the method's maps depend on: those of <see cref="Id"/> without the metric.</summary>
    internal string MapSource =>
        field ??= Seeds.Derive(0, ["map", ResolvedMethod, .. NameParts(part => part != MetricCode)]).ToString("x16");

    /// <summary>Hash of the inputs that the model's logits depend on: weights, data, input and arithmetic.</summary>
    internal string AnswerSource => field ??= Seeds.Derive(0, ["answer", .. NameParts(part => s_ofAnswers.Contains(part))]).ToString("x16");

    // "workbench" occurs in keys that are older than the host's identity.
    private static readonly HashSet<string> s_ofAnswers =
    [
        "weights", "classifier", "form", "data", "input", "dtype", "workbench", .. HostIdentity.PartNames,
    ];

    private IEnumerable<string> NameParts(Func<string, bool> part) =>
        Parts
            .Where(entry => entry.Key != MethodPart && part(entry.Key))
            .OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .Select(entry => $"{entry.Key}={entry.Value}");

    /// <summary>A hash of a set of cells that does not depend on their order, as eight hexadecimal digits.</summary>
    public static string IdOf(IEnumerable<CellKey> keys) =>
        Seeds.Derive(0, [.. keys.Select(key => key.Id).Order(StringComparer.Ordinal)]).ToString("x16")[..8];

    /// <summary>Names of the parts that differ from another key of the same metric and method; empty if the keys are equal.</summary>
    public IReadOnlyList<string> Differences(CellKey other) =>
        [
            .. Parts
                .Keys.Union(other.Parts.Keys)
                .Where(name => name != MethodPart)
                .Order(StringComparer.Ordinal)
                .Where(name => Parts.GetValueOrDefault(name) != other.Parts.GetValueOrDefault(name)),
        ];
}
