using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Workbench.Cli.Suggestions;

/// <summary>
/// The answer to a shell: <c>workbench [suggest:POSITION] "LINE"</c> prints one suggestion per line, where some have a description
/// after a tab. LINE starts with the program's name, and POSITION is the number of characters before the cursor.
/// </summary>
/// <param name="directive">The directive that asks for suggestions.</param>
/// <param name="suggestions">Finds the suggestions.</param>
internal sealed class SuggestAction(SuggestDirective directive, LineSuggestions suggestions) : SynchronousCommandLineAction
{
    /// <summary>Replaces the library's answer.</summary>
    /// <param name="root">The program.</param>
    /// <param name="parse">Parses words.</param>
    public static void AddTo(RootCommand root, Func<IReadOnlyList<string>, ParseResult> parse)
    {
        var directive = root.Directives.OfType<SuggestDirective>().Single();
        directive.Action = new SuggestAction(directive, new LineSuggestions(parse));
    }

    /// <summary>Whether a command line asks for suggestions. It has no mistakes to report.</summary>
    public static bool IsRequested(ParseResult parsed) => parsed.Action is SuggestAction;

    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        try
        {
            // Not earlier, as the library's help pages list all suggestions.
            ValueSuggestions.AddTo(parseResult.RootCommandResult.Command);
            var line = parseResult.Tokens.LastOrDefault(token => token.Type != TokenType.Directive)?.Value ?? "";
            // A line feed alone, also for a POSIX shell on Windows.
            foreach (var item in suggestions.At(TypedLine.FromText(line, Position(parseResult) ?? line.Length)))
                parseResult.InvocationConfiguration.Output.Write(
                    item.Detail is { Length: > 0 } text ? $"{item.Label}\t{FirstSentence(text)}\n" : $"{item.Label}\n");
        }
#pragma warning disable CA1031 // A shell that asks for suggestions must not get a message.
        catch (Exception)
#pragma warning restore CA1031
        {
            // The shell gets no suggestion.
        }
        return ExitCode.Done;
    }

    private int? Position(ParseResult parsed) =>
        parsed.GetResult(directive)?.Values is [var text, ..]
        && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var position)
            ? position
            : null;

    private static string FirstSentence(string description) =>
        description.ReplaceLineEndings(" ").Split([". ", ": ", "; "], 2, StringSplitOptions.None)[0].Trim().TrimEnd('.');
}
