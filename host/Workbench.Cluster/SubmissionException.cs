using Workbench.Data;

namespace Workbench.Cluster;

/// <summary>A run cannot be submitted, or differs from its submission. The message has the reason and the remedy.</summary>
/// <param name="message">A sentence for the user.</param>
/// <param name="inner">The system's exception, or null.</param>
public sealed class SubmissionException(string message, Exception? inner = null)
    : WorkbenchException(FailureKind.Unavailable, message, inner);
