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
    private const int MaxExitCode = 255;

    public Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "The script (.csx)" };
        var arguments = new Argument<string[]>("ARGS")
        {
            Description = "Arguments of the script: all words after FILE; 'Args' in the script",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var options = new BenchOptions(context);
        var command = new Command("script",
            """
            Runs a C# script. Grid, Run, Maps, Print, NewPlot, Args … are available by their bare names, methods and metrics by their ids.

            Examples:
              workbench script scripts/01-one-image.csx
              workbench script scripts/02-layers.csx 50 layers.png     words after the file are the script's arguments
              workbench script new try                               writes try.csx, with settings for editors

            'return 3;' ends a script with exit code 3, from 0 to 255. A returned value of another type is printed, and so is the value of a
            last expression without a semicolon.
            """) { file, arguments, new ScriptNewCommand(context).Create() };
        options.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            using var inspection = new PluginInspection(warmUp: null);   // starts only if a plugin is rebuilt during the script
            return await Run(
                parsed.GetValue(file)!,
                options.Settings(parsed, parsed.GetValue(arguments) ?? [], inspection, cancel),
                cancel);
        });
        return command;
    }

    /// <summary>Inserts <c>--</c> after the script's name, so that the options after it are the script's.</summary>
    public static string[] InsertSeparator(string[] args)
    {
        if (args.Length < 2 || args[0] != "script") return args;
        var at = Array.FindIndex(args, 1, text => text.EndsWith(".csx", StringComparison.OrdinalIgnoreCase));
        return at < 0 || args.Take(at).Contains("--") || args.ElementAtOrDefault(at + 1) == "--"
            ? args
            : [.. args[..(at + 1)], "--", .. args[(at + 1)..]];
    }

    private async Task<int> Run(string file, BenchSettings settings, CancellationToken cancel)
    {
        ProcessEnd.AllowsScriptExit = true;
        var host = new ScriptHost(BenchScripts.Setup, CacheFolders.Scripts);
        var preparing = Task.Run(() => host.Prepare(file, cancel), cancel);
        using var bench = new Bench(settings);
        Bench.Current = bench;
        bench.Preload();       // model, plugins and compiler load in parallel
        _ = bench.Catalog;
        var script = await preparing;
        var value = await script.RunAsync(bench, cancel);
        if (value is null) return Environment.ExitCode;
        if (value is not int code || script.EndsInValue)
        {
            new ReplPrinters(new BenchPrinters(settings.Output)).Write(value, settings.Output);
            return Environment.ExitCode;
        }
        // The system keeps eight bits of an exit code: 256 would be read as 0.
        if (code is >= 0 and <= MaxExitCode) return code;
        context.Errors.MarkupLineInterpolated($"[red]{file}: The script returned {code}; an exit code is 0 to {MaxExitCode}.[/]");
        return ExitCode.Fault;
    }
}
