namespace Workbench.Data.Downloads;

/// <summary>How files are fetched.</summary>
public sealed record PullSettings
{
    /// <summary>The proxy; null for the one that the environment names (HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, NO_PROXY), if any.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>How long a server may take to let a connection be made. Default: 15 s.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>After so long without a byte a connection counts as lost. Default: 60 s.</summary>
    public TimeSpan Stall { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How many tries may fail in a row without the file having grown. Default: 5.</summary>
    public int Tries { get; init; } = 5;

    /// <summary>Wait after the first failure; it doubles with every one that follows, up to <see cref="LongestWait"/>. Default: 1 s.</summary>
    public TimeSpan Wait { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait between two tries. Default: 30 s.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How many redirects are followed. Default: 10.</summary>
    public int Redirects { get; init; } = 10;
}

/// <summary>How far a file is.</summary>
/// <param name="Done">Bytes that are here.</param>
/// <param name="Total">Bytes that it has, or about.</param>
public readonly record struct PullProgress(long Done, long Total);

/// <summary>Where a pull says what happens.</summary>
/// <param name="Tell">Takes sentences: a connection was lost, another program is at it.</param>
/// <param name="Progress">Takes how far it is.</param>
public sealed record PullNews(Action<string> Tell, Action<PullProgress> Progress)
{
    /// <summary>Says it to nobody.</summary>
    public static PullNews None { get; } = new(_ => { }, _ => { });
}
