namespace Workbench.Scripting.Repl.Editing;

/// <summary>A keyboard and a screen that knows ANSI's cursor sequences.</summary>
public interface ITerminal
{
    /// <summary>Columns.</summary>
    int Width { get; }

    /// <summary>Waits for a key and does not show it; Ctrl-C is a key.</summary>
    ConsoleKeyInfo ReadKey();

    /// <summary>Writes text and sequences.</summary>
    void Write(string text);
}

/// <summary>The terminal that the program runs in.</summary>
public sealed class ConsoleTerminal : ITerminal
{
    private const int WidthOfUnknown = 80;

    /// <summary>Whether there is one that the editor can draw on: neither input nor output is a file or pipe, and the terminal is not a dumb one.</summary>
    public static bool IsPresent =>
        !Console.IsInputRedirected && !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb";

    /// <inheritdoc/>
    public int Width => Console.WindowWidth is var width and > 0 ? width : WidthOfUnknown;

    /// <inheritdoc/>
    public ConsoleKeyInfo ReadKey()
    {
        // Only while a key is awaited: during a submission Ctrl-C is a signal.
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
