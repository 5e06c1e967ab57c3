using Workbench.Data;

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
public sealed class SpecException(IReadOnlyList<SpecProblem> problems) : WorkbenchException(FailureKind.Usage, string.Join('\n', problems))
{
    /// <summary>All mistakes.</summary>
    public IReadOnlyList<SpecProblem> Problems { get; } = problems;

    /// <summary>The files that were read until then, as marks call them: what to watch for a better version.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];
}

/// <summary>Collects mistakes, the first hundred of them, and the files they may lie in, while reading goes on.</summary>
internal sealed class ProblemList
{
    // Nobody reads more, and a damaged file may have a mistake on each of a million lines.
    private const int Most = 100;
    private const int MostCharacters = 2000;

    private readonly List<SpecProblem> _problems = [];

    /// <summary>Every file that was read, in the order of reading.</summary>
    public List<string> Files { get; } = [];

    // What a matrix writes once and means many times is wrong once.
    public void Add(Mark mark, string message)
    {
        if (_problems.Count == Most) return;
        var problem = new SpecProblem(mark, message.Length <= MostCharacters ? message : $"{message[..MostCharacters]}…");
        if (!_problems.Contains(problem)) _problems.Add(problem);
    }

    /// <summary>Runs a step to its end, then throws if anything was wrong.</summary>
    public static T Collect<T>(Func<ProblemList, T?> step) where T : class
    {
        var problems = new ProblemList();
        var result = step(problems);
        if (problems._problems.Count > 0) throw new SpecException(problems.InOrder()) { Files = [.. problems.Files.Distinct()] };
        return result ?? throw new InvalidOperationException("Reading gave neither a result nor a problem.");
    }

    private List<SpecProblem> InOrder()
    {
        var files = _problems.Select(problem => problem.Mark.File).Distinct().ToList();
        return
        [
            .. _problems
                .OrderBy(problem => files.IndexOf(problem.Mark.File))
                .ThenBy(problem => problem.Mark.Line)
                .ThenBy(problem => problem.Mark.Column),
        ];
    }
}
