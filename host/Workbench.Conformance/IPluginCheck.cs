namespace Workbench.Conformance;

/// <summary>One thing that a plugin has to hold to.</summary>
internal interface IPluginCheck
{
    /// <summary>Its name in reports.</summary>
    string Name { get; }

    /// <summary>Whether nothing else can be said of a plugin that fails it.</summary>
    bool IsPrerequisite => false;

    /// <summary>What is wrong with the plugin and what to change, a sentence each; nothing where it holds.</summary>
    IEnumerable<string> ProblemsOf(PluginUnderTest plugin);
}
