using System.Text.Json;
using Workbench.Data;

namespace Workbench.Cluster;

/// <summary>
/// Progress of a shard's task, <c>progress.json</c> beside its store: speed, host and exit code. Only the store decides what is done.
/// </summary>
public sealed record TaskProgress
{
    private const string Name = "progress.json";
    private static readonly JsonSerializerOptions s_json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
    };

    /// <summary>Name of the machine.</summary>
    public required string Host { get; init; }

    /// <summary>Process id on that machine.</summary>
    public required int Process { get; init; }

    /// <summary>Start of the process, UTC.</summary>
    public required DateTime Started { get; init; }

    /// <summary>Start of the first image, UTC, after start-up and loading.</summary>
    public required DateTime Ready { get; init; }

    /// <summary>Time of this record, UTC.</summary>
    public required DateTime Updated { get; init; }

    /// <summary>Number of images computed since this start.</summary>
    public int Computed { get; init; }

    /// <summary>The exit code; null while the task runs and after it was killed.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Images per second since <see cref="Ready"/>; 0 before the first image.</summary>
    public double Speed => Computed > 0 && Updated > Ready ? Computed / (Updated - Ready).TotalSeconds : 0;

    /// <summary>Writes the file beside the shard's store. Errors are ignored, because the store reports a full disk.</summary>
    /// <param name="folder">The shard's folder.</param>
    /// <returns>Whether the file was written.</returns>
    public bool Write(string folder)
    {
        try
        {
            AtomicFile.Write(Path.Combine(folder, Name), stream => JsonSerializer.Serialize(stream, this, s_json));
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Progress of the shard's last task; null if the file is missing or unreadable.</summary>
    /// <param name="folder">The shard's folder.</param>
    public static TaskProgress? Read(string folder)
    {
        try
        {
            return JsonSerializer.Deserialize<TaskProgress>(File.ReadAllBytes(Path.Combine(folder, Name)), s_json);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }
}
