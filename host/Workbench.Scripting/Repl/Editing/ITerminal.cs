namespace Workbench.Scripting.Repl.Editing;

/// <summary>A keyboard, and a screen that supports ANSI cursor sequences.</summary>
public interface ITerminal
{
    /// <summary>Number of columns.</summary>
    int Width { get; }

    /// <summary>Waits for a key without echo. Ctrl-C is returned as a key.</summary>
    ConsoleKeyInfo ReadKey();

    /// <summary>Writes text and cursor sequences.</summary>
    void Write(string text);
}

/// <summary>The terminal that the program runs in.</summary>
public sealed class ConsoleTerminal : ITerminal
{
    private const int FallbackWidth = 80;

    /// <summary>Whether the editor can use the terminal: input and output are not redirected, and <c>TERM</c> is not <c>dumb</c>.</summary>
    public static bool IsPresent =>
        !Console.IsInputRedirected && !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb";

    /// <inheritdoc/>
    public int Width => Console.WindowWidth is var width and > 0 ? width : FallbackWidth;

    /// <inheritdoc/>
    public ConsoleKeyInfo ReadKey()
    {
        // Only while waiting for a key: during a submission, Ctrl-C is a signal.
        Console.TreatControlCAsInput = true;
        try
        {
            return Console.ReadKey(intercept: true);
        }
        finally
        {
            Console.TreatControlCAsInput = false;
        }
    }

    /// <inheritdoc/>
    public void Write(string text) => Console.Out.Write(text);
}
