using System.Text;
using Spectre.Console;
using Workbench.Scripting.Repl;

namespace Workbench.Scripting.Tests;

/// <summary>A REPL with text input and output instead of a terminal.</summary>
internal sealed class Session(IReplInput input)
{
    private readonly StringBuilder _output = new(), _errors = new();

    public Session(string typed)
        : this(new TextInput(new StringReader(typed)))
    {
    }

    public Desk Desk { get; } = new();

    public IReadOnlyList<ReplCommand> Commands { get; init; } = [];

    public ReplHistory? History { get; init; }

    public Func<CancellationToken, Task>? Before { get; init; }

    /// <summary>Lines of the output.</summary>
    public string[] Output => Lines(_output);

    /// <summary>Lines of the errors and notes.</summary>
    public string[] Errors => Lines(_errors);

    public ReplLoop Loop =>
        field ??= new ReplLoop(new ScriptSession(Desk.Setup, Desk), input, Console(_output), Console(_errors))
        {
            Commands = Commands,
            History = History,
            BeforeSubmission = Before,
        };

    public Task<int> Run() => Loop.RunAsync(CancellationToken.None);

    /// <summary>Runs a text without failure, and returns the lines of its output.</summary>
    public static async Task<string[]> RunAndGetOutput(string typed)
    {
        var session = new Session(typed);
        (await session.Run()).ShouldBe(0, string.Join('\n', session.Errors));
        return session.Output;
    }

    private static IAnsiConsole Console(StringBuilder text)
    {
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Out = new AnsiConsoleOutput(new StringWriter(text)),
                Ansi = AnsiSupport.No,
                ColorSystem = ColorSystemSupport.NoColors,
                Interactive = InteractionSupport.No,
            });
        console.Profile.Width = 1000;
        return console;
    }

    private static string[] Lines(StringBuilder text) => text.ToString().ReplaceLineEndings("\n").Split('\n')[..^1];
}
