using System.Text.Encodings.Web;
using System.Text.Json;
using Workbench.Data;
using Workbench.Engine.Plugins;
using Workbench.Experiments;

namespace Workbench.Cluster;

/// <summary>A run as it was submitted, <c>submission.json</c>: written once, read by every task.</summary>
public sealed record Submission
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>What the spec is called.</summary>
    public required string Title { get; init; }

    /// <summary>Number of shards.</summary>
    public required int Shards { get; init; }

    /// <summary>The command's arguments.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary><c>cpu</c> or <c>cuda</c>: a task without such a device refuses, since other devices round differently.</summary>
    public required string Device { get; init; }

    /// <summary>CPU threads of a task; null for one per core that it is given.</summary>
    public int? Threads { get; init; }

    /// <summary>Images per batch; 0 to choose by memory.</summary>
    public int Batch { get; init; }

    /// <summary>Longest time for one call of a plugin, seconds.</summary>
    public double PluginLimit { get; init; } = PluginLimits.Call.TotalSeconds;

    /// <summary>Images that the report's gallery shows.</summary>
    public int Gallery { get; init; } = new RunSettings().Gallery;

    /// <summary>Whether every map is kept.</summary>
    public bool KeepMaps { get; init; }

    /// <summary>Whether the merged tables are compared with the values that the spec expects: not where the command line changed the spec.</summary>
    public bool ChecksExpected { get; init; }

    /// <summary>All that the numbers depend on, by name: see <see cref="RunIdentity"/>.</summary>
    public required IReadOnlyDictionary<string, string> Identity { get; init; }

    /// <summary>The cells that are computed, with how far each goes in the order of the images.</summary>
    public required IReadOnlyList<SubmittedCell> Cells { get; init; }

    /// <summary>Names of the images, in order.</summary>
    public required IReadOnlyList<string> Images { get; init; }

    /// <summary>Names of a shard's images, each with the number of cells that want it.</summary>
    /// <param name="shard">The shard, from 1.</param>
    public IReadOnlyDictionary<string, int> Wanted(int shard)
    {
        var share = new Shard(shard, Shards);
        return Images
            .Index()
            .Where(image => share.Has(image.Index))
            .Select(image => (image.Item, Cells: Cells.Count(cell => image.Index < cell.Images)))
            .Where(image => image.Cells > 0)
            .ToDictionary(image => image.Item, image => image.Cells, StringComparer.Ordinal);
    }

    /// <summary>How the run, or a shard of it, is computed.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="shard">The shard, from 1; null for the whole.</param>
    public RunSettings Settings(RunFolder folder, int? shard) => new()
    {
        Batch = Batch,
        PluginLimit = TimeSpan.FromSeconds(PluginLimit),
        Gallery = Gallery,
        KeepMaps = KeepMaps,
        Folder = folder.Root,
        Device = shard is null ? Device : null,
        Shard = shard is { } index ? new Shard(index, Shards) : null,
    };

    /// <summary>Writes it into its folder.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The same, for want of permission.</exception>
    public void Write(RunFolder folder) => WholeFile.Write(folder.Submission, stream => JsonSerializer.Serialize(stream, this, s_json));

    /// <summary>Reads a submitted run.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <exception cref="SubmissionException">It holds none, or its file is damaged.</exception>
    public static Submission Read(RunFolder folder)
    {
        if (!File.Exists(folder.Submission))
            throw new SubmissionException(
                $"'{folder.Root}' holds no submitted run: 'workbench submit SPEC --shards N --out {folder.Name}' makes one.");
        try
        {
            using var stream = File.OpenRead(folder.Submission);
            return JsonSerializer.Deserialize<Submission>(stream, s_json) ?? throw new JsonException("it is empty");
        }
        catch (JsonException error)
        {
            throw new SubmissionException($"'{folder.Submission}' is damaged: {error.Message}", error);
        }
    }
}

/// <summary>A cell of a submitted run.</summary>
/// <param name="Key">Id of its <see cref="Engine.Store.CellKey"/>.</param>
/// <param name="Metric">The metric's canonical name.</param>
/// <param name="Method">The method's canonical name.</param>
/// <param name="Images">How many images it is computed for, from the first.</param>
public sealed record SubmittedCell(string Key, string Metric, string Method, int Images);
