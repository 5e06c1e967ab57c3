using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using Workbench.Cli.Stores;
using Workbench.Engine.Store;

namespace Workbench.Cli.Commands.Runs;

/// <summary><c>workbench runs show RUN</c>: shows the recorded numbers and claims of a run.</summary>
internal sealed class RunsShowCommand(CommandContext context)
{
    public Command Create()
    {
        var (run, store) = (RunFinder.Argument(), RunFinder.StoreOption());
        var provenance = new Option<bool>("--provenance") { Description = "Prints only the run's provenance (JSON)" };
        var command = new Command("show",
            """
            Shows the recorded numbers of a run, without its plugins or model: every method under every metric with the number of rows, and
            the claims.

            Examples:
              workbench runs show last
              workbench runs show runs/table1-scenes
              workbench runs show last --provenance
            """) { run, store, provenance };
        command.SetAction(parsed =>
        {
            var (found, folder) = new RunFinder(context).Find(parsed.GetValue(run)!, parsed.GetValue(store));
            if (parsed.GetValue(provenance)) context.Output.WriteLine(found.Provenance.TrimEnd());
            else Show(found, CountRows(found, folder));
            return ExitCode.Done;
        });
        return command;
    }

    private static Dictionary<(string Table, string Method, string Metric), int> CountRows(RunRecord run, string folder)
    {
        using var store = RunFinder.Read(folder);
        return store.Runs!.Rows(run.Id).CountBy(row => (row.Table, row.Method, row.Metric)).ToDictionary();
    }

    private void Show(RunRecord run, Dictionary<(string Table, string Method, string Metric), int> rows)
    {
        var console = context.Output;
        console.WriteLine($"{run.Title}{(run.Shard is { } shard ? $", shard {shard}" : "")}");
        var seconds = run.Seconds.ToString("0.0", CultureInfo.InvariantCulture);
        console.WriteLine(
            $"  run       {run.Id}: {run.Images} of {run.Wanted} images of {run.Subject}, "
            + $"{seconds} s, {run.Updated.ToLocalTime():yyyy-MM-dd HH:mm}");
        console.WriteLine($"  spec      {run.Spec}");
        console.WriteLine($"  files     {DisplayPath.FromFullPath(run.Folder)}");
        console.WriteLine($"  command   workbench {string.Join(' ', run.Command)}");
        foreach (var cells in run.Cells.GroupBy(cell => (cell.Table, cell.Title)))
        {
            var metrics = cells.Select(cell => (cell.Metric, cell.Percent)).Distinct().ToList();
            var methods = cells.GroupBy(cell => cell.Method).ToList();
            console.WriteLine();
            console.WriteLine(
                $"{cells.Key.Title}: {methods.Count} method{(methods.Count == 1 ? "" : "s")} "
                + $"× {metrics.Count} metric{(metrics.Count == 1 ? "" : "s")}");
            var table = new Table().Border(TableBorder.Simple);
            foreach (var name in (string[])["method", "metric"])
                table.AddColumn(new TableColumn(new Text(name)).Padding(0, 0, 1, 0).NoWrap());
            foreach (var name in (string[])["value [95 %]", "rows"])
                table.AddColumn(new TableColumn(new Text(name)).Padding(0, 0, 1, 0).RightAligned().NoWrap());
            // A line for each cell, so that any number of metrics fits a terminal.
            foreach (var method in methods)
                foreach (var (i, cell) in method.Index())
                    table.AddRow(
                        new Text(i == 0 ? method.Key : ""),
                        new Text(cell.Metric),
                        new Text(
                            Value(cell) + (cell is { Percent: true, Value: not null } ? " %" : ""),
                            cell.Failure is null ? Style.Plain : new Style(Color.Red)),
                        new Text(rows.GetValueOrDefault((cell.Table, cell.Method, cell.Metric)).ToString(CultureInfo.InvariantCulture)));
            console.Write(table);
        }
        foreach (var claim in run.Claims) console.WriteLine($"{claim.Verdict}: {claim.Text}");
    }

    /// <summary>A cell's value with its interval.</summary>
    public static string Value(RunRecordCell cell) => cell.Failure is not null ? "failed" : cell.Value is { } value
        ? cell is { Low: { } low, High: { } high } ? $"{Number(cell, value)} [{Number(cell, low)}, {Number(cell, high)}]"
            : Number(cell, value)
        : "–";

    private static string Number(RunRecordCell cell, double value) =>
        cell.Percent ? (100 * value).ToString("0.0", CultureInfo.InvariantCulture) : value.ToString("0.00", CultureInfo.InvariantCulture);
}
