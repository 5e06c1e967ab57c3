namespace Workbench.Conformance;

/// <summary>What one check found of one plugin.</summary>
/// <param name="Plugin">The plugin's id; the assembly's name for what concerns all of it.</param>
/// <param name="Check">Name of the check, as <c>plugins/README.md</c> lists it.</param>
/// <param name="Passed">Whether it passed.</param>
/// <param name="Message">What is wrong and what to change, one sentence or more; empty where it passed.</param>
public sealed record PluginFinding(string Plugin, string Check, bool Passed, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Plugin}: {Check} {(Passed ? "passed" : $"failed: {Message}")}";
}
