using System.Text.Encodings.Web;
using System.Text.Json;
using Workbench.Data;
using Workbench.Engine.Plugins;
using Workbench.Experiments;

namespace Workbench.Cluster;

/// <summary>A submitted run, <c>submission.json</c>: written once, read by every task.</summary>
public sealed record Submission
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Title of the spec.</summary>
    public required string Title { get; init; }

    /// <summary>Number of shards.</summary>
    public required int Shards { get; init; }

    /// <summary>Arguments of the submit command.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary><c>cpu</c> or <c>cuda</c>. A task on a machine without this device fails, since other devices round differently.</summary>
    public required string Device { get; init; }

    /// <summary>CPU threads of a task; null for one per core of the task.</summary>
    public int? Threads { get; init; }

    /// <summary>Images per batch; 0 to choose by memory.</summary>
    public int Batch { get; init; }

    /// <summary>Time limit of one plugin call, in seconds.</summary>
    public double PluginLimit { get; init; } = PluginLimits.Call.TotalSeconds;

    /// <summary>Number of images in the report's gallery.</summary>
    public int Gallery { get; init; } = new RunSettings().Gallery;

    public bool KeepMaps { get; init; }

    /// <summary>Whether the merged tables are compared with the spec's expected values. False if options changed the spec.</summary>
    public bool ChecksExpected { get; init; }

    /// <summary>Everything that the numbers depend on, by name: see <see cref="RunIdentity"/>.</summary>
    public required IReadOnlyDictionary<string, string> Identity { get; init; }

    /// <summary>The cells, each with its number of images.</summary>
    public required IReadOnlyList<SubmittedCell> Cells { get; init; }

    /// <summary>Image ids, in order.</summary>
    public required IReadOnlyList<string> Images { get; init; }

    /// <summary>Ids of a shard's images, each with its number of cells.</summary>
    /// <param name="shard">The shard, from 1.</param>
    public IReadOnlyDictionary<string, int> CellsByImage(int shard)
    {
        var share = new Shard(shard, Shards);
        return Images
            .Index()
            .Where(image => share.Contains(image.Index))
            .Select(image => (image.Item, Cells: Cells.Count(cell => image.Index < cell.Images)))
            .Where(image => image.Cells > 0)
            .ToDictionary(image => image.Item, image => image.Cells, StringComparer.Ordinal);
    }

    /// <summary>Settings of the run, or of one shard.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="shard">The shard, from 1; null for the whole run.</param>
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

    /// <summary>Writes <c>submission.json</c>.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The user has no permission to write the file.</exception>
    public void Write(RunFolder folder) => AtomicFile.Write(folder.Submission, stream => JsonSerializer.Serialize(stream, this, s_json));

    /// <summary>Reads a submitted run.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <exception cref="SubmissionException">The folder has no submitted run, or its file is damaged.</exception>
    public static Submission Read(RunFolder folder)
    {
        if (!File.Exists(folder.Submission))
            throw new SubmissionException(
                $"'{folder.Root}' has no submitted run; create one with 'workbench submit SPEC --shards N --out {folder.Name}'.");
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
/// <param name="Images">Number of images it is computed for, from the first.</param>
public sealed record SubmittedCell(string Key, string Metric, string Method, int Images);
