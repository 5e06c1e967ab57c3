using System.Text;
using Spectre.Console;
using Workbench.Reporting;

namespace Workbench.Cli;

/// <summary>The output and the error stream: coloured and wrapped on a terminal; plain, one line per message, in a file or pipe.</summary>
internal sealed class Terminal
{
    private const int PipeWidth = 10_000;

    private readonly bool _isOutputRedirected;
    private readonly Func<Stream>? _bytes;

    /// <summary>Streams that are not a terminal.</summary>
    /// <param name="output">Takes results.</param>
    /// <param name="errors">Takes messages.</param>
    public Terminal(TextWriter output, TextWriter errors) : this(output, errors, true, true, null) { }

    private Terminal(TextWriter output, TextWriter errors, bool isOutputRedirected, bool isErrorRedirected, Func<Stream>? bytes)
    {
        (Writer, Output, Errors) = (output, Open(output, isOutputRedirected), Open(errors, isErrorRedirected));
        (_isOutputRedirected, _bytes) = (isOutputRedirected, bytes);
        IsInteractive = !isErrorRedirected && Errors.Profile.Capabilities.Interactive;
    }

    /// <summary>The streams of the process.</summary>
    public static Terminal ForProcess() =>
        new(Console.Out, Console.Error, Console.IsOutputRedirected, Console.IsErrorRedirected, Console.OpenStandardOutput);

    /// <summary>Results.</summary>
    public IAnsiConsole Output { get; }

    /// <summary>The stream for messages. Results go to another stream, so that they can be piped.</summary>
    public IAnsiConsole Errors { get; }

    /// <summary>The stream below <see cref="Output"/>, for text that is never wrapped or coloured.</summary>
    public TextWriter Writer { get; }

    /// <summary>Whether the error stream is an interactive terminal, which can show a moving bar.</summary>
    public bool IsInteractive { get; }

    /// <summary>The properties of <see cref="Output"/> on which its text depends, such as width and colours.</summary>
    public string RenderingProfile
    {
        get
        {
            var (profile, can) = (Output.Profile, Output.Profile.Capabilities);
            return $"{profile.Out.IsTerminal} {profile.Width} {can.Ansi} {can.ColorSystem} {can.Unicode} {can.Links}";
        }
    }

    /// <summary>The text that <see cref="Output"/> would print, with its colours and width.</summary>
    /// <param name="print">Prints to the console that it is given.</param>
    public string Render(Action<IAnsiConsole> print)
    {
        using var text = new StringWriter();
        var (like, console) = (
            Output.Profile,
            WithVisibleHook(AnsiConsole.Create(new AnsiConsoleSettings { Out = new CapturedOutput(text, Output.Profile.Out) })));
        var (from, to) = (like.Capabilities, console.Profile.Capabilities);
        (to.Ansi, to.ColorSystem, to.Unicode, to.Links, to.Interactive, console.Profile.Width) = (
            from.Ansi, from.ColorSystem, from.Unicode, from.Links, false, like.Width);
        print(console);
        return text.ToString();
    }

    /// <summary>Prints a text made by <see cref="Render"/>.</summary>
    public void Write(string printed)
    {
        Writer.Write(printed);
        Writer.Flush();
    }

    // Captures text with the size of the real output.
    private sealed class CapturedOutput(TextWriter text, IAnsiConsoleOutput like) : IAnsiConsoleOutput
    {
        public TextWriter Writer => text;

        public bool IsTerminal => like.IsTerminal;

        public int Width => like.Width;

        public int Height => like.Height;

        public void SetEncoding(Encoding encoding) { }
    }

    /// <summary>Prints data: every character to a file or pipe; to a terminal with its control characters made visible.</summary>
    public void WriteData(string text) => Writer.Write(_isOutputRedirected ? text : ControlCharacters.Replace(text));

    /// <summary>Prints UTF-8 text like <see cref="WriteData"/>. A file or pipe gets the bytes themselves, in any locale.</summary>
    public void WriteBytes(byte[] utf8)
    {
        if (!_isOutputRedirected || _bytes is null)
        {
            WriteData(Encoding.UTF8.GetString(utf8));
            return;
        }
        using var stream = _bytes();
        stream.Write(utf8);
    }

    private static IAnsiConsole Open(TextWriter stream, bool redirected)
    {
        var settings = new AnsiConsoleSettings { Out = new AnsiConsoleOutput(stream) };
        if (!redirected) return WithVisibleHook(AnsiConsole.Create(settings));
        (settings.Ansi, settings.ColorSystem, settings.Interactive) = (AnsiSupport.No, ColorSystemSupport.NoColors, InteractionSupport.No);
        var console = AnsiConsole.Create(settings);
        console.Profile.Width = PipeWidth;
        return WithVisibleHook(console);
    }

    private static IAnsiConsole WithVisibleHook(IAnsiConsole console)
    {
        console.Pipeline.Attach(new ControlCharacterHook());
        return console;
    }
}
