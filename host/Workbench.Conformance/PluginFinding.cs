namespace Workbench.Conformance;

/// <summary>The result of one check of one plugin.</summary>
/// <param name="Plugin">The plugin's id; the assembly's name for a check of the whole assembly.</param>
/// <param name="Check">Name of the check, as <c>docs/plugins.md</c> lists it.</param>
/// <param name="Passed">Whether it passed.</param>
/// <param name="Message">The problem and its remedy, one sentence or more; empty if it passed.</param>
public sealed record PluginFinding(string Plugin, string Check, bool Passed, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Plugin}: {Check} {(Passed ? "passed" : $"failed: {Message}")}";
}
