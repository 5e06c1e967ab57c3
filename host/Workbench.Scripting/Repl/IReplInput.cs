namespace Workbench.Scripting.Repl;

/// <summary>Where submissions come from.</summary>
public interface IReplInput
{
    /// <summary>Whether a person types: then a banner is shown, Ctrl-C ends a submission and not the program, and a failed submission leaves no mark on the exit code.</summary>
    bool IsInteractive { get; }

    /// <summary>The next submission or command, of one or more lines; null at the end.</summary>
    /// <param name="isComplete">Whether a text needs no further lines.</param>
    string? Read(Func<string, bool> isComplete);
}

/// <summary>Submissions from a file or pipe: lines are taken until they make a whole one, or the text ends.</summary>
/// <param name="text">The lines.</param>
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
