namespace Workbench.Data.Downloads;

/// <summary>A file could not be had; the message says why, and what to do.</summary>
/// <param name="message">Sentences for the user.</param>
/// <param name="inner">What it came from, if anything.</param>
public sealed class PullException(string message, Exception? inner = null) : WorkbenchException(FailureKind.Unavailable, message, inner);

/// <summary>A try that failed where the next one may not.</summary>
internal sealed class BrokenTransferException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>How long the server asks to wait, if it does.</summary>
    public TimeSpan? Wait { get; init; }
}
