using Workbench.Data;

namespace Workbench.Cluster;

/// <summary>A run cannot be submitted, or is not what was submitted; the message says why and what to do.</summary>
/// <param name="message">A sentence.</param>
/// <param name="inner">What the system said, or null.</param>
public sealed class SubmissionException(string message, Exception? inner = null)
    : WorkbenchException(FailureKind.Unavailable, message, inner);
