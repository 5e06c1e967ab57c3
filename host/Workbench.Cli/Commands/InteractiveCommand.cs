using System.CommandLine;
using Spectre.Console;
using Workbench.Data;
using Workbench.Experiments;
using Workbench.Scripting;
using Workbench.Scripting.Repl;
using Workbench.Scripting.Repl.Editing;
using Workbench.Scripting.Repl.Printing;

namespace Workbench.Cli.Commands;

/// <summary><c>workbench repl</c>: C# line by line on a loaded model.</summary>
internal sealed class InteractiveCommand(CommandContext context)
{
    public Command Create()
    {
        var options = new BenchOptions(context);
        var command = new Command("repl",
            """
            C# line by line on a loaded model, with the same names as in scripts. A rebuilt plugin is swapped in before the next line.

            Examples:
              workbench repl
              echo 'Methods.Count' | workbench repl
            """);
        options.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            using var inspection = new PluginInspection(warmUp: null);
            if (ConsoleTerminal.IsPresent) inspection.Begin();
            return await Run(options.Settings(parsed, [], inspection, cancel), cancel);
        });
        return command;
    }

    private async Task<int> Run(BenchSettings settings, CancellationToken cancel)
    {
        using var bench = new Bench(settings);
        Bench.Current = bench;
        var session = new ScriptSession(BenchScripts.Setup, bench);
        var history = new ReplHistory(CacheFolders.ReplHistory);
        ProcessEnd.AllowsScriptExit = true;
        context.Interruption.IgnoresCtrlC = ConsoleTerminal.IsPresent;
        IReplInput input = ConsoleTerminal.IsPresent
            ? new TerminalInput(new ConsoleTerminal(), history, new Completion(session, () => Ids(bench)).At)
            : new TextInput(Console.In);
        bench.Preload();
        ReplLoop? loop = null;
        loop = new ReplLoop(session, input, context.Output, context.Errors)
        {
            History = history,
            Printers = new ReplPrinters(new BenchPrinters(context.Output)),
            BeforeSubmission = token =>
            {
                bench.Cancel = token;
                bench.Refresh();
                return Task.CompletedTask;
            },
            Commands =
            [
                new("plugins", "", "lists methods and metrics by id", (_, _) => ListPlugins(bench)),
                new("save", "PATH", "saves the last value: a plot (.png, .svg), maps (.png), a table (a folder)", (path, _) =>
                    Task.FromResult(Save(loop!.LastValue, path))),
            ],
        };
        return await loop.RunAsync(cancel);
    }

    private static IEnumerable<string> Ids(Bench bench) =>
        bench.Catalog.Plugins.Select(plugin => plugin.Id).Concat(bench.Layers).Concat(bench.Classes);

    private Task<bool> ListPlugins(Bench bench)
    {
        foreach (var kind in bench.Catalog.Plugins.GroupBy(plugin => plugin.Kind))
            context.Output.WriteLine($"{kind.Key.ToString().ToLowerInvariant()}s: {string.Join(", ", kind.Select(plugin => plugin.Id))}");
        return Task.FromResult(true);
    }

    private bool Save(object? value, string path)
    {
        switch (value)
        {
            case var _ when path.Length == 0:
                context.Errors.WriteLine(":save needs a path.");
                return false;
            case ScottPlot.Plot plot:
                Bench.Save(plot, path);
                break;
            case MapSet maps:
                maps.Save(path);
                break;
            case ResultTable table:
                table.Save(path);
                break;
            default:
                context.Errors.WriteLine("The last value is not a plot, maps or a table.");
                return false;
        }
        context.Errors.WriteLine($"saved: {path}");
        return true;
    }
}
