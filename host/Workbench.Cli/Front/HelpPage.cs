using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Text.RegularExpressions;

namespace Workbench.Cli.Front;

/// <summary>
/// The library's help page with a corrected usage line: if a command has both arguments and subcommands, the library writes the
/// arguments before the subcommand's name, where they are not accepted.
/// </summary>
internal sealed class HelpPage : SynchronousCommandLineAction
{
    /// <summary>Replaces the library's help of every command.</summary>
    public static void AddTo(RootCommand root) => root.Options.OfType<HelpOption>().Single().Action = new HelpPage();

    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;   // --help works without the command's required arguments

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
