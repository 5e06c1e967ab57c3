using System.Security.Cryptography;
using System.Text;
using Workbench.Engine;
using Workbench.Engine.Model;
using Workbench.Engine.Store;
using Workbench.Experiments;
using Workbench.Specs;

namespace Workbench.Cluster;

/// <summary>
/// Everything that a run's numbers depend on, by name. It is computed at submission, and again by every task, which stops if an
/// entry differs.
/// </summary>
internal static class RunIdentity
{
    /// <summary>Name of the entry that has the hash of the weights.</summary>
    public const string Weights = "weights";

    /// <summary>The identity of a run in this process.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="subject">Model and data.</param>
    /// <param name="run">The run.</param>
    /// <param name="spec">Text of the resolved spec.</param>
    public static SortedDictionary<string, string> Compute(Experiment experiment, Subject subject, ExperimentRun run, string spec)
    {
        var identity = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["spec"] = Hash(Encoding.UTF8.GetBytes(spec)),
            [Weights] = subject.Model.Hash,
            ["data"] = subject.Data.Hash,
            ["images"] = Hash(Encoding.UTF8.GetBytes(string.Join('\n', run.Images))),
            ["cells"] = CellKey.IdOf(run.Keys.Values),
        };
        foreach (var (name, value) in HostIdentity.Current.Parts) identity[name] = value;
        if (subject.Model.DrawsHash is { } draws) identity["draws"] = draws;
        if (subject.Model.ClassifierHash is { } classifier) identity["classifier"] = classifier;
        var used = experiment
            .Cells.SelectMany(cell => new[] { cell.Method.Plugin, cell.Metric.Plugin })
            .Concat(experiment.Figures.SelectMany(figure => figure.Layout.Columns.Select(column => column.Method.Plugin)));
        foreach (var plugin in used.DistinctBy(plugin => plugin.Assembly)) identity[$"plugin {plugin.Assembly}"] = plugin.Hash;
        return identity;
    }

    /// <summary>The differences of two identities, one clause per entry.</summary>
    /// <param name="was">The identity at submission.</param>
    /// <param name="is">The present identity.</param>
    public static IReadOnlyList<string> Differences(IReadOnlyDictionary<string, string> was, IReadOnlyDictionary<string, string> @is) =>
        [
            .. was
                .Keys.Union(@is.Keys)
                .Order(StringComparer.Ordinal)
                .Where(name => was.GetValueOrDefault(name) != @is.GetValueOrDefault(name))
                .Select(name => $"{name} (was {Short(was.GetValueOrDefault(name))}, is {Short(@is.GetValueOrDefault(name))})"),
        ];

    private static string Short(string? value) => value is null ? "absent" : value.Length > 40 ? value[..12] + "…" : value;

    private static string Hash(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content))[..16];
}
