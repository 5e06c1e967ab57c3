using System.Text.Json;
using Workbench.Data;

namespace Workbench.Cluster;

/// <summary>What a shard's task says of itself, <c>progress.json</c> beside its store. The store alone says what is done; this says how fast, where, and how it ended.</summary>
public sealed record TaskProgress
{
    private const string Name = "progress.json";
    private static readonly JsonSerializerOptions s_json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
    };

    /// <summary>The machine's name.</summary>
    public required string Host { get; init; }

    /// <summary>The process's number on that machine.</summary>
    public required int Process { get; init; }

    /// <summary>When the process started, UTC.</summary>
    public required DateTime Started { get; init; }

    /// <summary>When it began with the first image, UTC: what lies before is start-up and loading.</summary>
    public required DateTime Ready { get; init; }

    /// <summary>When this was written, UTC.</summary>
    public required DateTime Updated { get; init; }

    /// <summary>Images that this start has computed.</summary>
    public int Computed { get; init; }

    /// <summary>The exit code; null while it runs, and where it was killed.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Images per second since it was ready; 0 where none is computed.</summary>
    public double Speed => Computed > 0 && Updated > Ready ? Computed / (Updated - Ready).TotalSeconds : 0;

    /// <summary>Writes it beside the shard's store.</summary>
    /// <param name="folder">The shard's folder.</param>
    /// <returns>Whether it could be written: a full disk stops the store, not this.</returns>
    public bool Write(string folder)
    {
        try
        {
            WholeFile.Write(Path.Combine(folder, Name), stream => JsonSerializer.Serialize(stream, this, s_json));
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>What the shard's last task said; null where none has, or it cannot be read.</summary>
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
