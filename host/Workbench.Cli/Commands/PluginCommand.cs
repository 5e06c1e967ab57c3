using System.CommandLine;

namespace Workbench.Cli.Commands;

/// <summary><c>workbench plugin</c>: what an author of a plugin needs.</summary>
internal static class PluginCommand
{
    public static Command Create() => new("plugin",
        """
        Begins a plugin of your own and checks it.

        Examples:
          workbench plugin new MyMethod
          workbench plugin check plugins/MyMethod
        """) { PluginNewCommand.Create(), PluginCheckCommand.Create() };
}
