using System.CommandLine;
using Spectre.Console;
using Workbench.Cli.Stores;
using Workbench.Data;
using Workbench.Reporting.Exports;

namespace Workbench.Cli.Commands.Runs;

/// <summary><c>workbench runs export RUN</c>: writes a run's rows for other programs.</summary>
internal sealed class RunsExportCommand(CommandContext context)
{
    public Command Create()
    {
        var (run, store) = (RunFinder.Argument(), RunFinder.StoreOption());
        var format = new Option<string>("--format") { Description = "csv (default), json or parquet", DefaultValueFactory = _ => "csv" };
        var output = new Option<string?>("--out")
        {
            Description = "File to write; default: the standard output, for parquet RUN.parquet",
            HelpName = "FILE",
        };
        format.AcceptOnlyFromAmong([.. RunExport.Formats]);
        var command = new Command("export",
            """
            Writes a run's scored rows, one per image, class and state: table, metric, method, sample, class, state, value.

            Examples:
              workbench runs export last
              workbench runs export quick --format parquet --out rows.parquet
            """) { run, store, format, output };
        command.SetAction(parsed =>
        {
            var (found, folder) = new RunFinder(context).Find(parsed.GetValue(run)!, parsed.GetValue(store));
            using var open = RunFinder.Read(folder);
            var (rows, kind) = (open.Runs!.Rows(found.Id), parsed.GetValue(format)!);
            if ((parsed.GetValue(output) ?? (kind == "parquet" ? $"{found.Id}.parquet" : null)) is { } file)
            {
                AtomicFile.Write(file, stream => RunExport.Write(rows, kind, stream));
                context.Errors.WriteLine($"{rows.Count} rows in {file}");
            }
            else
            {
                using var memory = new MemoryStream();
                RunExport.Write(rows, kind, memory);
                context.Terminal.WriteBytes(memory.ToArray());
            }
            return ExitCode.Done;
        });
        return command;
    }
}
