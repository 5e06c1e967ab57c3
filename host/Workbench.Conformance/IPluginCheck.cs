namespace Workbench.Conformance;

/// <summary>A check of one rule of the contract.</summary>
internal interface IPluginCheck
{
    /// <summary>The check's name in reports.</summary>
    string Name { get; }

    /// <summary>Whether the later checks are skipped if this one fails.</summary>
    bool IsPrerequisite => false;

    /// <summary>Returns the problems with their remedies, one sentence or more each; empty if the plugin passes.</summary>
    IEnumerable<string> FindProblems(PluginUnderTest plugin);
}
