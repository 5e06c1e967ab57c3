namespace Workbench.Data.Downloads;

/// <summary>A file that <c>workbench pull</c> can fetch and that specs refer to as <c>pull:NAME</c>.</summary>
public sealed record Pullable
{
    /// <summary>Lower-case letters, digits, hyphens and underscores.</summary>
    public required string Name { get; init; }

    /// <summary>The heading that it stands under in the list: <c>ResNet</c>.</summary>
    public string Group { get; init; } = "";

    /// <summary>A description of a few words.</summary>
    public required string Description { get; init; }

    /// <summary>Where it is published: a URL, or a file in a NuGet package.</summary>
    public required PullSource Source { get; init; }

    /// <summary>The published file's name, which the local copy keeps.</summary>
    public string File => Path.GetFileName(Source.Url?.LocalPath ?? Source.Package?.Path ?? Source.File)!;

    /// <summary>
    /// Approximate size in bytes, for messages, for the free-space check, and to detect a log-in page in place of the file.
    /// <see cref="Check"/> identifies the file.
    /// </summary>
    public required long Size { get; init; }

    /// <summary>The check that a file is the right one.</summary>
    public required FileCheck Check { get; init; }

    /// <summary>Terms of use.</summary>
    public required string Licence { get; init; }

    /// <summary>The citation for papers that use the file.</summary>
    public required string Cite { get; init; }

    /// <summary>torchvision's name of the network whose weights it has: <c>resnet50</c>; null for other files.</summary>
    public string? Architecture { get; init; }

    /// <summary>The input convention that the weights were evaluated with; null if it has no weights.</summary>
    public string? Input { get; init; }
}
