namespace Workbench.Specs;

/// <summary>One mistake in a spec.</summary>
/// <param name="Mark">Where it is.</param>
/// <param name="Message">A sentence: what is wrong, and the nearest right thing where there is one.</param>
public sealed record SpecProblem(Mark Mark, string Message)
{
    /// <summary><c>file:line:column: sentence</c>.</summary>
    public override string ToString() => $"{Mark}: {Message}";
}

/// <summary>A spec has mistakes; the message has a line for each of them.</summary>
/// <param name="problems">All of them, in the order of files and lines.</param>
public sealed class SpecException(IReadOnlyList<SpecProblem> problems) : Exception(string.Join('\n', problems))
{
    /// <summary>All mistakes.</summary>
    public IReadOnlyList<SpecProblem> Problems { get; } = problems;
}

/// <summary>Collects mistakes while reading goes on.</summary>
internal sealed class ProblemList
{
    private readonly List<SpecProblem> _problems = [];

    public void Add(Mark mark, string message) => _problems.Add(new SpecProblem(mark, message));

    /// <summary>Runs a step to its end, then throws if anything was wrong.</summary>
    public static T Collect<T>(Func<ProblemList, T?> step) where T : class
    {
        var problems = new ProblemList();
        var result = step(problems);
        if (problems._problems.Count > 0) throw new SpecException(problems.InOrder());
        return result ?? throw new InvalidOperationException("Reading gave neither a result nor a problem.");
    }

    private List<SpecProblem> InOrder()
    {
        var files = _problems.Select(problem => problem.Mark.File).Distinct().ToList();
        return [.. _problems.OrderBy(problem => files.IndexOf(problem.Mark.File)).ThenBy(problem => problem.Mark.Line).ThenBy(problem => problem.Mark.Column)];
    }
}
