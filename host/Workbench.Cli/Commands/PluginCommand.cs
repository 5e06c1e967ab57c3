using System.CommandLine;

namespace Workbench.Cli.Commands;

/// <summary><c>workbench plugin</c>: the commands for authors of plugins.</summary>
internal sealed class PluginCommand(CommandContext context)
{
    public Command Create() => new("plugin",
        """
        Starts a new plugin, or checks one.

        Examples:
          workbench plugin new MyMethod
          workbench plugin check plugins/MyMethod
        """) { new PluginNewCommand(context).Create(), new PluginCheckCommand(context).Create() };
}
