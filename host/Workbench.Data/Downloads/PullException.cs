namespace Workbench.Data.Downloads;

/// <summary>A file could not be fetched; the message says why, and what to do.</summary>
/// <param name="message">Sentences for the user.</param>
/// <param name="inner">The cause, or null.</param>
public sealed class PullException(string message, Exception? inner = null) : WorkbenchException(FailureKind.Unavailable, message, inner);

/// <summary>A try failed; the next one may succeed.</summary>
internal sealed class BrokenTransferException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The wait that the server asks for, if any.</summary>
    public TimeSpan? Wait { get; init; }
}
