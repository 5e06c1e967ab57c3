using System.Runtime.InteropServices;
using System.Text.Json;
using Workbench.Data;
using Workbench.Engine.Model;
using Workbench.Engine.Passes;
using Workbench.Engine.Store;

namespace Workbench.Engine.Runs;

/// <summary>The record of how a result was made, stored beside it as <c>provenance.json</c>.</summary>
public static class Provenance
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        WriteIndented = true,
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The record of a run.</summary>
    /// <param name="spec">The resolved spec, as YAML.</param>
    /// <param name="command">Arguments of the command.</param>
    /// <param name="subject">Model and data.</param>
    /// <param name="plan">The passes.</param>
    /// <param name="keys">The keys of its cells.</param>
    /// <param name="images">Images done, and images requested.</param>
    /// <param name="shard">The part of the images, or null for all.</param>
    /// <param name="seconds">Wall time of this start.</param>
    /// <param name="computed">Images that this start computed.</param>
    /// <param name="batches">The batch sizes of this start; null if it computed no image.</param>
    /// <param name="device">The device of the rows; null for the model's.</param>
    public static string Describe(
        string spec,
        IReadOnlyList<string> command,
        Subject subject,
        PassPlan plan,
        IReadOnlyCollection<CellKey> keys,
        (int Done, int Wanted) images,
        Shard? shard,
        double seconds,
        int computed,
        BatchSizer? batches = null,
        string? device = null)
    {
        var code = plan.Cells.Select(cell => cell.Cell).Concat(plan.FailedCells.Select(cell => cell.Cell))
            .SelectMany(cell => new[] { cell.Method.Plugin, cell.Metric.Plugin })
            .DistinctBy(plugin => (plugin.Kind, plugin.Id))
            .OrderBy(plugin => plugin.Id, StringComparer.Ordinal)
            .ToList();
        var plugins = code.DistinctBy(plugin => plugin.Assembly).OrderBy(plugin => plugin.Assembly, StringComparer.Ordinal);
        return JsonSerializer.Serialize(
            new
            {
                workbench = HostIdentity.Workbench,
                numerics = HostIdentity.Current.Numerics,
                command,
                key = CellKey.IdOf(keys),
                images = new { done = images.Done, wanted = images.Wanted, computedByThisStart = computed },
                shard = shard?.ToString(),
                wallSeconds = Math.Round(seconds, 3),
                seed = keys.FirstOrDefault()?.Parts["seed"],
                device = device ?? subject.Model.Device.ToString(),
                dtype = keys.FirstOrDefault()?.Parts["dtype"],
                tf32 = TorchSharp.torch.backends.cuda.matmul.allow_tf32 || TorchSharp.torch.backends.cudnn.allow_tf32,
                batch = batches is null
                    ? null
                    : new
                    {
                        size = batches.Size,
                        choice = batches.Choice.ToString().ToLowerInvariant(),
                        halvings = batches.Halvings,
                    },
                threads = TorchSharp.torch.get_num_threads(),
                subject = subject.Name,
                input = subject.Input.Name,
                model = subject.Model.Architecture.ToString(),
                form = subject.Model.Architecture.Form.Identity is { Length: > 0 } form ? form : null,
                weights = new
                {
                    file = Path.GetFileName(subject.Model.Path),
                    sha256 = subject.Model.Hash,
                    drawsSha256 = subject.Model.DrawsHash,
                    classifierSha256 = subject.Model.ClassifierHash,
                },
                data = new { images = subject.Data.Ids.Count, classes = subject.Data.Classes.Count, hash = subject.Data.Hash },
                plugins = plugins.Select(plugin => new { file = plugin.Assembly, sha256 = plugin.Hash }),
                code = code.Select(plugin => new
                {
                    kind = plugin.Kind.ToString().ToLowerInvariant(),
                    id = plugin.Id,
                    hash = plugin.Code,
                }), // a method and a metric may share an id
                versions = Versions(),
                system = RuntimeInformation.OSDescription,
                spec,
            },
            s_json) + "\n";
    }

    /// <summary>Versions of the runtime and of the packages that affect a result's arithmetic.</summary>
    public static IReadOnlyDictionary<string, string> Versions() => new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        [".NET"] = RuntimeInformation.FrameworkDescription,
        ["TorchSharp"] = HostIdentity.Current.TorchSharp,
        ["libtorch"] = HostIdentity.Current.Libtorch,
        ["image decoder"] = HostIdentity.Current.Decoder,
    };
}
