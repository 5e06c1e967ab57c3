using System.CommandLine;
using Workbench.Cli.Commands;

return new RootCommand("Workbench") { ScenesCommand.Create() }.Parse(args).Invoke();
