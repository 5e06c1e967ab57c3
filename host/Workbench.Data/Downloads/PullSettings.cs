namespace Workbench.Data.Downloads;

/// <summary>How files are fetched.</summary>
public sealed record PullSettings
{
    /// <summary>The proxy; null for the environment's, if any (HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, NO_PROXY).</summary>
    public Uri? Proxy { get; init; }

    /// <summary>The folder whose NuGet.config names the sources of packages; null for the current folder.</summary>
    public string? PackageConfig { get; init; }

    /// <summary>Time limit for connecting to a server. Default: 15 s.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>A connection that sends no byte for this long counts as lost. Default: 60 s.</summary>
    public TimeSpan Stall { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Number of tries that may fail in a row without the file growing. Default: 5.</summary>
    public int Tries { get; init; } = 5;

    /// <summary>
    /// Wait after the first failure; it doubles with each further failure, up to <see cref="LongestWait"/>. Default: 1 s.
    /// </summary>
    public TimeSpan Wait { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait between two tries. Default: 30 s.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Number of redirects that are followed. Default: 10.</summary>
    public int Redirects { get; init; } = 10;
}

/// <summary>Progress of a download.</summary>
/// <param name="Done">Bytes received.</param>
/// <param name="Total">Bytes of the whole file, possibly estimated.</param>
public readonly record struct PullProgress(long Done, long Total);

/// <summary>Receives the messages and progress of a pull.</summary>
/// <param name="Message">Called with sentences, for example about a lost connection.</param>
/// <param name="Progress">Called with the progress.</param>
public sealed record PullReporter(Action<string> Message, Action<PullProgress> Progress)
{
    /// <summary>Discards everything.</summary>
    public static PullReporter None { get; } = new(_ => { }, _ => { });
}
