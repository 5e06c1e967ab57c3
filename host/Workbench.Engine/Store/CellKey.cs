using Workbench.Data;
using Workbench.Engine.Model;
using Workbench.Engine.Passes;
using Workbench.Engine.Plugins;

namespace Workbench.Engine.Store;

/// <summary>
/// Everything that a cell's rows depend on, by name. Cells of equal keys share rows, in whatever table they stand; the limit, the batch size, the device, the
/// threads and the other cells are not part of it.
/// </summary>
/// <param name="Metric">The metric's canonical name: id and options.</param>
/// <param name="Method">The method's canonical name as a spec wrote it: id, layer and options. Another name of the same layer is the same method: see <see cref="MethodPart"/>.</param>
/// <param name="Parts">What else the rows depend on, by name: code of both, model, data, input, seed, arithmetic.</param>
public sealed record CellKey(string Metric, string Method, IReadOnlyDictionary<string, string> Parts)
{
    /// <summary>The part that names the method's code.</summary>
    public const string MethodCode = "method code";

    /// <summary>The part that names the metric's code.</summary>
    public const string MetricCode = "metric code";

    /// <summary>The method's name with layers under the model's own names. It stands for <see cref="Method"/> in <see cref="Id"/>; a key of before this part has none.</summary>
    public const string MethodPart = "method";

    // Without the id: 'with' changes what it is made of.
    private CellKey(CellKey other) => (Metric, Method, Parts, IsLasting) = (other.Metric, other.Method, other.Parts, other.IsLasting);

    /// <summary>The key of a cell on a subject.</summary>
    /// <param name="subject">Model and data.</param>
    /// <param name="cell">The cell.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="host">The host's arithmetic and libraries; null for this process's.</param>
    public static CellKey Of(Subject subject, Cell cell, ulong seed, HostIdentity? host = null)
    {
        var parts = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["weights"] = subject.Model.Hash,
            ["data"] = subject.Data.Hash,
            ["input"] = subject.Input.Name,
            ["dtype"] = Precision.NameOf(subject.Model.Arithmetic),
            ["seed"] = seed.ToString(),
            [MethodPart] = cell.Method.NameOn(subject.Model.Card),
            [MethodCode] = cell.Method.Plugin.Code,
            [MetricCode] = cell.Metric.Plugin.Code,
        };
        foreach (var (name, value) in (host ?? HostIdentity.Current).Parts) parts[name] = value;
        if (subject.Model.DrawsHash is { } draws) parts["draws"] = draws;
        if (subject.Model.Card.Form.Identity is { Length: > 0 } form) parts["form"] = form;
        return new CellKey(cell.Metric.Name, cell.Method.Name, parts)
        {
            IsLasting =
                cell.Method.Plugin.Assembly != PluginDescriptor.InScript && cell.Metric.Plugin.Assembly != PluginDescriptor.InScript,
        };
    }

    /// <summary>Whether the rows mean the same in another process: not so where a script defines the method or metric.</summary>
    public bool IsLasting { get; init; } = true;

    /// <summary>Sixteen hexadecimal digits that differ where keys differ.</summary>
    public string Id => field ??= Seeds.Of(0, [Metric, Resolved, .. Named(_ => true)]).ToString("x16");

    /// <summary>The method's name that decides: with layers under the model's own names, where the key has it.</summary>
    public string Resolved => Parts.GetValueOrDefault(MethodPart, Method);

    /// <summary>Names what a map of the method depends on: as <see cref="Id"/>, without the metric.</summary>
    internal string MapSource => field ??= Seeds.Of(0, ["map", Resolved, .. Named(part => part != MetricCode)]).ToString("x16");

    /// <summary>Names what the model's answer depends on: weights, data, input and arithmetic.</summary>
    internal string AnswerSource => field ??= Seeds.Of(0, ["answer", .. Named(part => s_ofAnswers.Contains(part))]).ToString("x16");

    // "workbench": keys of before the host's identity have it.
    private static readonly HashSet<string> s_ofAnswers =
    [
        "weights", "form", "data", "input", "dtype", "workbench", .. HostIdentity.PartNames,
    ];

    private IEnumerable<string> Named(Func<string, bool> part) =>
        Parts
            .Where(entry => entry.Key != MethodPart && part(entry.Key))
            .OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .Select(entry => $"{entry.Key}={entry.Value}");

    /// <summary>One number for a set of cells: eight hexadecimal digits, whatever their order.</summary>
    public static string IdOf(IEnumerable<CellKey> keys) =>
        Seeds.Of(0, [.. keys.Select(key => key.Id).Order(StringComparer.Ordinal)]).ToString("x16")[..8];

    /// <summary>Names of the parts in which another key of the same metric and method differs; empty where they are equal.</summary>
    public IReadOnlyList<string> Differences(CellKey other) =>
        [
            .. Parts
                .Keys.Union(other.Parts.Keys)
                .Where(name => name != MethodPart)
                .Order(StringComparer.Ordinal)
                .Where(name => Parts.GetValueOrDefault(name) != other.Parts.GetValueOrDefault(name)),
        ];
}
