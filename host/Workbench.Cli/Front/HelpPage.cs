using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Text.RegularExpressions;

namespace Workbench.Cli.Front;

/// <summary>
/// The library's help, but for one thing: where a command has both arguments and commands of its own, the library's usage line asks for the arguments before
/// the command's name, where they cannot stand.
/// </summary>
internal sealed class HelpPage : SynchronousCommandLineAction
{
    /// <summary>Takes the place of the library's own, for every command.</summary>
    public static void AddTo(RootCommand root) => root.Options.OfType<HelpOption>().Single().Action = new HelpPage();

    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;   // whoever asks for help need not name what a command needs

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        var (configuration, command) = (parseResult.InvocationConfiguration, parseResult.CommandResult.Command);
        var (output, page) = (configuration.Output, new StringWriter());
        configuration.Output = page;
        var code = new HelpAction().Invoke(parseResult);
        configuration.Output = output;
        var text = page.ToString();
        foreach (var parent in command.Parents.OfType<Command>().Where(parent => parent.Arguments.Count > 0))
        {
            var usage = $@"^(?<before>  \S+ .*\b{Regex.Escape(parent.Name)}) <.* {Regex.Escape(command.Name)}\b";
            text = Regex.Replace(text, usage, $"${{before}} {command.Name}", RegexOptions.Multiline, TimeSpan.FromSeconds(10));
        }
        output.Write(text);
        return code;
    }
}
