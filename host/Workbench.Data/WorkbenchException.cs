namespace Workbench.Data;

/// <summary>Who can mend a failure.</summary>
public enum FailureKind
{
    /// <summary>Whoever wrote the command line, the spec or the script.</summary>
    Usage,
    /// <summary>Whoever looks after the machine: libtorch, weights, data, device, network or a folder is not usable.</summary>
    Unavailable,
}

/// <summary>A failure that a user can mend, with a message that says how: what wrong names, files and machines are answered with.</summary>
/// <param name="kind">Who can mend it.</param>
/// <param name="message">What is wrong, for the user.</param>
/// <param name="inner">What it came from, or null.</param>
public abstract class WorkbenchException(FailureKind kind, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Who can mend it.</summary>
    public FailureKind Kind { get; } = kind;
}
