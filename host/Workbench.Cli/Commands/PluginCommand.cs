using System.CommandLine;

namespace Workbench.Cli.Commands;

/// <summary><c>workbench plugin</c>: what an author of a plugin needs.</summary>
internal static class PluginCommand
{
    public static Command Create() => new("plugin", "Begins a plugin of your own and checks it.") { PluginNewCommand.Create(), PluginCheckCommand.Create() };
}
