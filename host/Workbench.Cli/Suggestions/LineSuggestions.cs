using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Parsing;

namespace Workbench.Cli.Suggestions;

/// <summary>
/// The words that can stand at the cursor of a command line. The library's own search keeps suggesting values of a repeatable option
/// after the option has one, and lists options where an argument is typed.
/// </summary>
/// <param name="parse">Parses words.</param>
internal sealed class LineSuggestions(Func<IReadOnlyList<string>, ParseResult> parse)
{
    /// <summary>The suggestions that begin with the word at the cursor.</summary>
    public IReadOnlyList<CompletionItem> At(TypedLine line)
    {
        var parsed = parse(line.Words);
        var (options, isOptionPossible) = (Options(parsed), !line.Words.Contains("--"));
        if (isOptionPossible && line.Words is [.., var before] && WithValue(options, before) is { } option)
            return [.. Values(option, line, line.Word)];
        if (isOptionPossible && line.Word.Split('=', 2) is [var name, var value] && WithValue(options, name) is { } assigned)
            return [.. Values(assigned, line, value).Select(item => new CompletionItem($"{name}={item.Label}"))];
        IEnumerable<CompletionItem> items = isOptionPossible && line.Word.StartsWith('-')
            ? options.Where(one => !one.Hidden && IsFree(parsed, one)).Select(one => new CompletionItem(one.Name, detail: one.Description))
            : [.. Subcommands(parsed), .. NextArgument(parsed) is { } argument ? Values(argument, line, line.Word) : []];
        return [.. items.Where(item => item.Label.StartsWith(line.Word, StringComparison.Ordinal)).DistinctBy(item => item.Label)];
    }

    // The options of the command, and those that its parents pass on.
    private static IReadOnlyList<Option> Options(ParseResult parsed)
    {
        var options = parsed.CommandResult.Command.Options.ToList();
        for (var at = parsed.CommandResult.Parent; at is CommandResult { Command: var parent }; at = at.Parent)
            options.AddRange(parent.Options.Where(option => option.Recursive));
        return options;
    }

    private static Option? WithValue(IEnumerable<Option> options, string word) => options.FirstOrDefault(option =>
        option.Arity.MinimumNumberOfValues > 0 && (option.Name == word || option.Aliases.Contains(word)));

    private static bool IsFree(ParseResult parsed, Option option) =>
        option.Arity.MaximumNumberOfValues > 1 || parsed.GetResult(option) is null or { Implicit: true };

    private IEnumerable<CompletionItem> Values(Symbol symbol, TypedLine line, string typed)
    {
        var context = parse([.. line.Words, line.Word]).GetCompletionContext();
        return symbol.GetCompletions(context)
            .Where(item => item.Label.StartsWith(typed, StringComparison.Ordinal)).DistinctBy(item => item.Label);
    }

    // After an argument or an unknown word, no subcommand is possible.
    private static IEnumerable<CompletionItem> Subcommands(ParseResult parsed) =>
        ArgumentWords(parsed) > 0 || parsed.UnmatchedTokens.Count > 0
            ? []
            : parsed.CommandResult.Command.Subcommands.Where(command => !command.Hidden)
                .Select(command => new CompletionItem(command.Name, detail: command.Description));

    private static Argument? NextArgument(ParseResult parsed)
    {
        var words = ArgumentWords(parsed);
        foreach (var argument in parsed.CommandResult.Command.Arguments)
        {
            if (words < argument.Arity.MaximumNumberOfValues) return argument;
            words -= argument.Arity.MaximumNumberOfValues;
        }
        return null;
    }

    private static int ArgumentWords(ParseResult parsed) =>
        parsed.CommandResult.Children.OfType<ArgumentResult>().Sum(argument => argument.Tokens.Count);
}
