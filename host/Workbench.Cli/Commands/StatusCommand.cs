using System.CommandLine;
using Spectre.Console;
using Workbench.Cli.Commands.Cluster;
using Workbench.Cluster;
using Workbench.Engine.Store;
using Workbench.Experiments;

namespace Workbench.Cli.Commands;

/// <summary>
/// <c>workbench status SPEC</c>: shows which cells of a spec are done, missing or stale, and why;
/// <c>workbench status RUN</c>: shows the shards of a submitted run.
/// </summary>
internal sealed class StatusCommand(CommandContext context)
{
    public Command Create()
    {
        var options = new ExperimentOptions();
        var output = new Option<string?>("--store")
        {
            Description = "Folder of the store: the --out or --store of the run; default: runs",
            HelpName = "DIR",
        };
        output.Aliases.Add("--out");
        var command = new Command("status",
            """
            Shows which cells of a spec are done, missing or stale, and why, without computing them, also during a run.
            For the folder of a submitted run: which shards are done, running, waiting or failed, their speed, and the last log line of
            failed ones.

            Examples:
              workbench status experiments/table1.yaml
              workbench status runs/table1-scenes-8shards
            """);
        options.AddTo(command);
        command.Options.Add(output);
        command.SetAction((parsed, cancel) => Task.FromResult(
            ClusterCommands.IsSubmitted(parsed.GetValue(options.Spec)!)
                ? SubmittedStatus.Show(context, new RunFolder(parsed.GetValue(options.Spec)![0]))
                : Run(options, parsed, parsed.GetValue(output), cancel)));
        return command;
    }

    private int Run(ExperimentOptions options, ParseResult parsed, string? output, CancellationToken cancel)
    {
        using var plugins = context.LoadPlugins();
        var experiment = options.Load(parsed, plugins);
        using var session = options.Open(context, parsed, cancel);
        var run = session.Plan(experiment);
        var folder = output ?? ExperimentRun.DefaultStore;
        using var store = CellStore.Read(folder);
        var cells = run.Status(store);

        var table = new Table().Border(TableBorder.Simple);
        foreach (var header in (string[])["method", "metric", "state", "images", "why"])
            table.AddColumn(new TableColumn(new Text(header)).NoWrap());
        foreach (var cell in cells)
            table.AddRow(
                new Text(cell.Method),
                new Text(cell.Metric),
                new Text(Name(cell.State), StateStyle(cell.State)),
                new Text($"{cell.Images} of {cell.TotalImages}"),
                new Text(cell.Reason));
        context.Output.Write(table);
        var counts = Enum.GetValues<CellState>()
            .Select(state => (Name: Name(state), Count: cells.Count(cell => cell.State == state)))
            .Where(count => count.Count > 0);
        context.Output.WriteLine(
            $"{folder}: {string.Join(", ", counts.Select(count => $"{count.Count} {count.Name}"))} of {cells.Count} cells.");
        return ExitCode.Done;
    }

    private static string Name(CellState state) => state.ToString().ToLowerInvariant();

    private static Style StateStyle(CellState state) => new(state switch
    {
        CellState.Done => Color.Green,
        CellState.Failed => Color.Red,
        _ => Color.Yellow,
    });
}
