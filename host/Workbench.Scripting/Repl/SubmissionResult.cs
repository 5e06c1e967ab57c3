namespace Workbench.Scripting.Repl;

/// <summary>Result of a submission.</summary>
public abstract record SubmissionResult
{
    private SubmissionResult() { }

    /// <summary>The submission ran.</summary>
    /// <param name="HasValue">Whether it ends in an expression without a semicolon.</param>
    /// <param name="Value">Value of that expression.</param>
    public sealed record Ran(bool HasValue, object? Value) : SubmissionResult;

    /// <summary>The submission did not compile. The session is unchanged.</summary>
    /// <param name="Errors">A message per compiler error, with its line and carets under the place.</param>
    public sealed record NotCompiled(IReadOnlyList<string> Errors) : SubmissionResult;

    /// <summary>The submission threw. Its changes up to that point are kept.</summary>
    /// <param name="Text">Type, message, and the calls in submissions and of the host methods they called.</param>
    /// <param name="Error">The exception.</param>
    public sealed record Threw(string Text, Exception Error) : SubmissionResult;

    /// <summary>The submission was cancelled. Its changes up to that point are kept.</summary>
    public sealed record Cancelled : SubmissionResult;
}
