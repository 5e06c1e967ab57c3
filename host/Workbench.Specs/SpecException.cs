using Workbench.Data;

namespace Workbench.Specs;

/// <summary>One mistake in a spec.</summary>
/// <param name="Mark">Place of the mistake.</param>
/// <param name="Message">A sentence that states the mistake, and the nearest valid name if one is near.</param>
public sealed record SpecProblem(SourceMark Mark, string Message)
{
    /// <summary><c>file:line:column: sentence</c>.</summary>
    public override string ToString() => $"{Mark}: {Message}";
}

/// <summary>A spec has mistakes. The message has one line per mistake.</summary>
/// <param name="problems">The mistakes, in the order of files and lines.</param>
public sealed class SpecException(IReadOnlyList<SpecProblem> problems) : WorkbenchException(FailureKind.Usage, string.Join('\n', problems))
{
    public IReadOnlyList<SpecProblem> Problems { get; } = problems;

    /// <summary>The files that were read before the failure, named as in marks. A watcher waits for changes in them.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];
}

/// <summary>Collects up to 100 mistakes, and the files that were read, while reading continues.</summary>
internal sealed class ProblemList
{
    // A damaged file may have a mistake on each of a million lines.
    private const int MaxProblems = 100;
    private const int MaxCharacters = 2000;

    private readonly List<SpecProblem> _problems = [];

    /// <summary>Every file that was read, in the order of reading.</summary>
    public List<string> Files { get; } = [];

    // A matrix expands one text into many calls; its mistake is reported once.
    public void Add(SourceMark mark, string message)
    {
        if (_problems.Count == MaxProblems) return;
        var problem = new SpecProblem(mark, message.Length <= MaxCharacters ? message : $"{message[..MaxCharacters]}…");
        if (!_problems.Contains(problem)) _problems.Add(problem);
    }

    /// <summary>Runs a step, then throws if it reported problems.</summary>
    /// <exception cref="SpecException">The step reported problems.</exception>
    public static T Collect<T>(Func<ProblemList, T?> step) where T : class
    {
        var problems = new ProblemList();
        var result = step(problems);
        if (problems._problems.Count > 0) throw new SpecException(problems.InOrder()) { Files = [.. problems.Files.Distinct()] };
        return result ?? throw new InvalidOperationException("The reader returned neither a result nor a problem.");
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
