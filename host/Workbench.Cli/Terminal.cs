using Spectre.Console;
using Workbench.Reporting;

namespace Workbench.Cli;

/// <summary>The output and the error stream: coloured and wrapped on a terminal, plain and one line a message in a file or pipe.</summary>
internal static class Terminal
{
    private const int WidthOfPipes = 10_000;

    /// <summary>Results.</summary>
    public static IAnsiConsole Output { get; } = Open(Console.Out, Console.IsOutputRedirected);

    /// <summary>Messages, so that results pipe.</summary>
    public static IAnsiConsole Errors { get; } = Open(Console.Error, Console.IsErrorRedirected);

    private static IAnsiConsole Open(TextWriter stream, bool redirected)
    {
        var settings = new AnsiConsoleSettings { Out = new AnsiConsoleOutput(stream) };
        if (!redirected) return Hooked(AnsiConsole.Create(settings));
        (settings.Ansi, settings.ColorSystem, settings.Interactive) = (AnsiSupport.No, ColorSystemSupport.NoColors, InteractionSupport.No);
        var console = AnsiConsole.Create(settings);
        console.Profile.Width = WidthOfPipes;
        return Hooked(console);
    }

    private static IAnsiConsole Hooked(IAnsiConsole console)
    {
        console.Pipeline.Attach(new VisibleHook());
        return console;
    }

    /// <summary>Prints data as it is: to a file or pipe every character, to a terminal without what it would obey.</summary>
    public static void WriteData(string text) => Console.Out.Write(Console.IsOutputRedirected ? text : VisibleText.Of(text));
}
