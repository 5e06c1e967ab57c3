namespace Workbench.Scripting.Repl;

/// <summary>How a submission ended.</summary>
public abstract record SubmissionResult
{
    private SubmissionResult() { }

    /// <summary>It ran.</summary>
    /// <param name="HasValue">Whether it ended in an expression without a semicolon.</param>
    /// <param name="Value">That expression's value.</param>
    public sealed record Ran(bool HasValue, object? Value) : SubmissionResult;

    /// <summary>It did not compile, and changed nothing.</summary>
    /// <param name="Errors">Per mistake a message, with the line it is in and a mark under the place.</param>
    public sealed record NotCompiled(IReadOnlyList<string> Errors) : SubmissionResult;

    /// <summary>It threw; what it had set until then is kept.</summary>
    /// <param name="Told">Type, message and the calls within submissions and what they called.</param>
    /// <param name="Error">What it threw.</param>
    public sealed record Threw(string Told, Exception Error) : SubmissionResult;

    /// <summary>It was cancelled; what it had set until then is kept.</summary>
    public sealed record Cancelled : SubmissionResult;
}
