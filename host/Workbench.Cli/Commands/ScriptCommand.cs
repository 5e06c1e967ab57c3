using System.CommandLine;
using Spectre.Console;
using Workbench.Data;
using Workbench.Experiments;
using Workbench.Scripting;
using Workbench.Scripting.Repl.Printing;
using Workbench.Scripting.Scripts;

namespace Workbench.Cli.Commands;

/// <summary><c>workbench script FILE</c>: runs a C# script on a bench.</summary>
internal sealed class ScriptCommand(CommandContext context)
{
    private const int MostExitCode = 255;

    public Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "The script (.csx)" };
        var arguments = new Argument<string[]>("ARGS")
        {
            Description = "Its arguments, all that follows the file: 'Args' in the script",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var options = new BenchOptions(context);
        var command = new Command("script",
            """
            Runs a C# script: methods and metrics by id, Grid, Run, Maps, Print, NewPlot, Args … are at hand by their bare names.

            Examples:
              workbench script scripts/01-one-image.csx
              workbench script scripts/02-layers.csx --images 50     what follows the file is the script's
              workbench script new try                               writes try.csx, with settings for editors

            'return 3;' ends a script with exit code 3; any whole number from 0 to 255. Another value that it returns, and that of a last expression without a semicolon, is shown.
            """) { file, arguments, new ScriptNewCommand(context).Create() };
        options.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            using var inspection = new PluginInspection(warmUp: null);   // started when a plugin is rebuilt while the script runs
            return await Run(
                parsed.GetValue(file)!,
                options.Settings(parsed, parsed.GetValue(arguments) ?? [], inspection, cancel),
                cancel);
        });
        return command;
    }

    /// <summary>The command line with <c>--</c> after the script's name, so that options that follow are the script's.</summary>
    public static string[] Separate(string[] args)
    {
        if (args.Length < 2 || args[0] != "script") return args;
        var at = Array.FindIndex(args, 1, text => text.EndsWith(".csx", StringComparison.OrdinalIgnoreCase));
        return at < 0 || args.Take(at).Contains("--") || args.ElementAtOrDefault(at + 1) == "--"
            ? args
            : [.. args[..(at + 1)], "--", .. args[(at + 1)..]];
    }

    private async Task<int> Run(string file, BenchSettings settings, CancellationToken cancel)
    {
        ProcessEnd.IsOpen = true;
        var host = new ScriptHost(BenchScripts.Setup, CacheFolders.Scripts);
        var preparing = Task.Run(() => host.Prepare(file, cancel), cancel);
        using var bench = new Bench(settings);
        Bench.Current = bench;
        bench.Preload();       // model, plugins and compiler start side by side
        _ = bench.Catalog;
        var script = await preparing;
        var value = await script.RunAsync(bench, cancel);
        if (value is null) return Environment.ExitCode;
        if (value is not int code || script.EndsInValue)
        {
            new ReplPrinters(new BenchPrinters(settings.Output)).Write(value, settings.Output);
            return Environment.ExitCode;
        }
        // The system keeps eight bits: 256 would read as 0, done.
        if (code is >= 0 and <= MostExitCode) return code;
        context.Errors.MarkupLineInterpolated($"[red]{file}: The script returned {code}, and an exit code is 0 to {MostExitCode}.[/]");
        return ExitCode.Fault;
    }
}
