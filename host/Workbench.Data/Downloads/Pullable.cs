namespace Workbench.Data.Downloads;

/// <summary>A file that <c>workbench pull</c> can fetch, and that specs call <c>pull:NAME</c>.</summary>
public sealed record Pullable
{
    /// <summary>Its name: lower-case letters, digits and hyphens.</summary>
    public required string Name { get; init; }

    /// <summary>What it is, in a few words.</summary>
    public required string What { get; init; }

    /// <summary>Where it is published.</summary>
    public required Uri Url { get; init; }

    /// <summary>The published file's name, and the one it has here.</summary>
    public string File => Path.GetFileName(Url.LocalPath);

    /// <summary>About how many bytes it has: for messages, for the room it needs, and to tell a file from a log-in page. What it is, <see cref="Proof"/> says.</summary>
    public required long Size { get; init; }

    /// <summary>How it shows that it is the right file.</summary>
    public required FileProof Proof { get; init; }

    /// <summary>Under which terms it may be used.</summary>
    public required string Licence { get; init; }

    /// <summary>What a paper that uses it cites.</summary>
    public required string Cite { get; init; }
}
