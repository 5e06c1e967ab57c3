namespace Workbench.Cli.Authoring;

/// <summary>The plan of a new plugin.</summary>
internal interface INewPlugin
{
    /// <summary>The texts of its files, by full path.</summary>
    IReadOnlyDictionary<string, string> Files { get; }

    /// <summary>Runs the steps after the files are written, and returns a line for each.</summary>
    IEnumerable<string> Finish();

    /// <summary>The commands that a user runs next.</summary>
    IReadOnlyList<string> Next { get; }
}
