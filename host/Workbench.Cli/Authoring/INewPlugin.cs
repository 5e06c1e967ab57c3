namespace Workbench.Cli.Authoring;

/// <summary>A plugin that is about to be written.</summary>
internal interface INewPlugin
{
    /// <summary>Its files' texts, by full path.</summary>
    IReadOnlyDictionary<string, string> Files { get; }

    /// <summary>What is done once the files are there, said in lines.</summary>
    IEnumerable<string> Finish();

    /// <summary>The commands that come next.</summary>
    IReadOnlyList<string> Next { get; }
}
