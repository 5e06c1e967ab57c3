using Workbench.Data;

namespace Workbench.Engine.Plugins;

/// <summary>One thing that is wrong with a call.</summary>
/// <param name="Call">The call, where the sentence needs it to be understood; else null.</param>
/// <param name="Sentence">What is wrong, with the nearest right thing where there is one.</param>
/// <param name="Option">The option it is about, <c>layer</c> included, or null where it is about the call as a whole.</param>
public sealed record CallProblem(PluginCall? Call, string Sentence, string? Option = null)
{
    /// <summary>The sentence, after the call it is about.</summary>
    public override string ToString() => Call is null ? Sentence : $"{Call.Brief}: {Sentence}";
}

/// <summary>A call names a plugin, option or value that does not exist.</summary>
/// <param name="details">All that is wrong.</param>
public sealed class PluginCallException(IReadOnlyList<CallProblem> details)
    : WorkbenchException(FailureKind.Usage, string.Join(" ", details))
{
    /// <summary>Sentences that are about the call as a whole.</summary>
    /// <param name="problems">One sentence per problem.</param>
    public PluginCallException(IReadOnlyList<string> problems) : this([.. problems.Select(problem => new CallProblem(null, problem))]) { }

    /// <summary>All that is wrong, by option.</summary>
    public IReadOnlyList<CallProblem> Details { get; } = details;

    /// <summary>One sentence per problem.</summary>
    public IReadOnlyList<string> Problems { get; } = [.. details.Select(problem => problem.ToString())];
}
