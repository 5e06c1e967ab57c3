using Workbench.Data;

namespace Workbench.Engine.Plugins;

/// <summary>One fault of a call.</summary>
/// <param name="Call">The call, if the sentence is unclear without it; else null.</param>
/// <param name="Sentence">The fault, with the nearest valid name if there is one.</param>
/// <param name="Option">The option at fault, <c>layer</c> included; null for the call as a whole.</param>
public sealed record CallProblem(PluginCall? Call, string Sentence, string? Option = null)
{
    /// <summary>The sentence, with the call before it.</summary>
    public override string ToString() => Call is null ? Sentence : $"{Call.Brief}: {Sentence}";
}

/// <summary>A call names a plugin, option or value that does not exist.</summary>
/// <param name="details">All faults.</param>
public sealed class PluginCallException(IReadOnlyList<CallProblem> details)
    : WorkbenchException(FailureKind.Usage, string.Join(" ", details))
{
    /// <summary>Faults of the call as a whole.</summary>
    /// <param name="problems">One sentence per problem.</param>
    public PluginCallException(IReadOnlyList<string> problems) : this([.. problems.Select(problem => new CallProblem(null, problem))]) { }

    /// <summary>All faults, each with its option.</summary>
    public IReadOnlyList<CallProblem> Details { get; } = details;

    /// <summary>One sentence per problem.</summary>
    public IReadOnlyList<string> Problems { get; } = [.. details.Select(problem => problem.ToString())];
}
