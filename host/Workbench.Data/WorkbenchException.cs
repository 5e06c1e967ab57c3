namespace Workbench.Data;

/// <summary>The origin of a failure, which decides who can fix it.</summary>
public enum FailureKind
{
    /// <summary>The command line, the spec or the script is wrong.</summary>
    Usage,
    /// <summary>The machine lacks something: libtorch, weights, data, a device, the network or a folder is not usable.</summary>
    Unavailable,
}

/// <summary>A failure that the user can fix. Its message says what is wrong and how to fix it.</summary>
/// <param name="kind">The origin of the failure.</param>
/// <param name="message">What is wrong, for the user.</param>
/// <param name="inner">The cause, or null.</param>
public abstract class WorkbenchException(FailureKind kind, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The origin of the failure.</summary>
    public FailureKind Kind { get; } = kind;
}
