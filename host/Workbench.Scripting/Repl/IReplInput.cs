namespace Workbench.Scripting.Repl;

/// <summary>Source of submissions.</summary>
public interface IReplInput
{
    /// <summary>
    /// Whether the input is a terminal. If so, a banner is shown, Ctrl-C cancels the submission instead of the program, and failed
    /// submissions do not change the exit code.
    /// </summary>
    bool IsInteractive { get; }

    /// <summary>Reads the next submission or command, of one or more lines; null at the end.</summary>
    /// <param name="isComplete">Whether a text is complete.</param>
    string? Read(Func<string, bool> isComplete);
}

/// <summary>Submissions from a file or pipe. Lines are read until the submission is complete, or the text ends.</summary>
/// <param name="text">The file or pipe.</param>
public sealed class TextInput(TextReader text) : IReplInput
{
    /// <inheritdoc/>
    public bool IsInteractive => false;

    /// <inheritdoc/>
    public string? Read(Func<string, bool> isComplete)
    {
        if (text.ReadLine() is not { } submission) return null;
        while (!isComplete(submission) && text.ReadLine() is { } line) submission += '\n' + line;
        return submission;
    }
}
