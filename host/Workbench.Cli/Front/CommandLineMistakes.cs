using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using Workbench.Data;

namespace Workbench.Cli.Front;

/// <summary>
/// The mistakes of a command line, each with the nearest valid name. Where inputs may follow, the library takes an unknown option for an
/// input; here it is reported as an unknown option. Missing arguments are not reported beside a mistyped name, which may be the cause.
/// </summary>
internal static partial class CommandLineMistakes
{
    /// <summary>One sentence per mistake, then one on help; empty if the command line is valid.</summary>
    public static IReadOnlyList<string> Find(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        // After a mistyped command, the other words cannot be checked.
        IReadOnlyList<string> mistakes = command.Subcommands.Count > 0 ? [.. UnknownWords(parsed)] : [];
        if (mistakes.Count == 0) mistakes = [.. UnknownOptions(parsed).Select(option => UnknownOptionMessage(command, option))];
        if (mistakes.Count == 0) mistakes = [.. UnknownWords(parsed)];
        if (mistakes.Count == 0) mistakes = [.. parsed.Errors.Select(error => Plain(error.Message)).Distinct(StringComparer.Ordinal)];
        return mistakes.Count == 0 ? [] : [.. mistakes, Help(command)];
    }

    // The library names the .NET type of a number.
    private static string Plain(string message)
    {
        if (NotParsed().Match(message) is not { Success: true } match) return message;
        var kind = match.Groups["type"].Value.Contains("Int", StringComparison.Ordinal) ? "whole number" : "number";
        return $"'{match.Groups["value"].Value}' is not a {kind} for {match.Groups["option"].Value}.";
    }

    [GeneratedRegex(
        @"^Cannot parse argument '(?<value>.*)' for option '(?<option>[^']*)' as expected type '(?<type>.*)'\.$",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex NotParsed();

    // The tokens that the library could not match, and those that it took for arguments. Words after '--' are literal.
    private static IEnumerable<string> UnknownOptions(ParseResult parsed)
    {
        var written = parsed.Tokens.TakeWhile(token => token.Type != TokenType.DoubleDash)
            .Where(token => token.Type == TokenType.Argument).Select(token => token.Value).ToHashSet(StringComparer.Ordinal);
        var arguments = Chain(parsed.CommandResult).SelectMany(command => command.Children).OfType<ArgumentResult>();
        return arguments.SelectMany(argument => argument.Tokens).Select(token => token.Value).Concat(parsed.UnmatchedTokens)
            .Where(text => LooksLikeOption(text) && written.Contains(text)).Distinct(StringComparer.Ordinal);
    }

    private static IEnumerable<CommandResult> Chain(CommandResult command)
    {
        for (SymbolResult? at = command; at is not null; at = at.Parent)
            if (at is CommandResult one) yield return one;
    }

    // A negative number does not.
    private static bool LooksLikeOption(string text) =>
        text is ['-', '-', _, ..] || (text is ['-', var second, ..] && char.IsAsciiLetter(second));

    private static IEnumerable<string> UnknownWords(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var words = parsed.UnmatchedTokens.Where(word => !LooksLikeOption(word));
        var commands = command.Subcommands.Where(sub => !sub.Hidden).Select(sub => sub.Name).ToList();
        return commands.Count > 0
            ? words.Take(1).Select(word => $"Unknown command '{CommandTree.NameOf(command)} {word}'{NearestName.Hint(word, commands)}")
            : words.Select(word => $"'{CommandTree.NameOf(command)}' does not take '{word}' here.");
    }

    private static string UnknownOptionMessage(Command command, string text)
    {
        var name = text.Split('=', ':')[0];
        var known = command.Options.Where(option => !option.Hidden).Select(option => option.Name).Append("--help").ToList();
        var hint = NearestName.Hint(name, known);
        // Without a near name no hint is given: --help lists all options.
        return $"'{CommandTree.NameOf(command)}' has no option '{name}'{(hint.StartsWith("; did", StringComparison.Ordinal) ? hint : ".")}";
    }

    private static string Help(Command command)
    {
        var example = CommandTree.FirstExample(command);
        return (example is null || command is RootCommand ? "" : $"For example: {example}. ")
            + $"See '{CommandTree.NameOf(command)} --help'.";
    }
}
