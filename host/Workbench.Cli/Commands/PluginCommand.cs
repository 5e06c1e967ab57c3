using System.CommandLine;

namespace Workbench.Cli.Commands;

/// <summary><c>workbench plugin</c>: what an author of a plugin needs.</summary>
internal sealed class PluginCommand(CommandContext context)
{
    public Command Create() => new("plugin",
        """
        Begins a plugin of your own and checks it.

        Examples:
          workbench plugin new MyMethod
          workbench plugin check plugins/MyMethod
        """) { new PluginNewCommand(context).Create(), new PluginCheckCommand(context).Create() };
}
