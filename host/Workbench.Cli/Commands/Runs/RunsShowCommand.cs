using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using Workbench.Cli.Stores;
using Workbench.Engine.Runs;

namespace Workbench.Cli.Commands.Runs;

/// <summary><c>workbench runs show RUN</c>: a run's numbers and claims, as it left them.</summary>
internal static class RunsShowCommand
{
    public static Command Create()
    {
        var (run, store) = (RunChoice.Argument(), RunChoice.StoreOption());
        var provenance = new Option<bool>("--provenance") { Description = "Prints the run's provenance (JSON) alone" };
        var command = new Command("show", "Shows a run's numbers and claims as it left them, without its plugins or model.") { run, store, provenance };
        command.SetAction(parsed =>
        {
            var found = RunChoice.Find(parsed.GetValue(run)!, parsed.GetValue(store)).Run;
            if (parsed.GetValue(provenance)) Terminal.Output.WriteLine(found.Provenance.TrimEnd());
            else Show(found);
            return ExitCode.Done;
        });
        return command;
    }

    private static void Show(RunRecord run)
    {
        var console = Terminal.Output;
        console.WriteLine($"{run.Title}{(run.Shard is { } shard ? $", shard {shard}" : "")}");
        console.WriteLine($"  run       {run.Id}: {run.Images} of {run.Wanted} images of {run.Subject}, {run.Seconds.ToString("0.0", CultureInfo.InvariantCulture)} s, {run.Updated.ToLocalTime():yyyy-MM-dd HH:mm}");
        console.WriteLine($"  spec      {run.Spec}");
        console.WriteLine($"  files     {RunsListCommand.Shown(run.Folder)}");
        console.WriteLine($"  command   workbench {string.Join(' ', run.Command)}");
        foreach (var cells in run.Cells.GroupBy(cell => (cell.Table, cell.Title)))
        {
            var table = new Table().Border(TableBorder.Simple).Title(Markup.Escape(cells.Key.Title));
            var metrics = cells.Select(cell => (cell.Metric, cell.Percent)).Distinct().ToList();
            table.AddColumn(new TableColumn(new Text("method")).NoWrap());
            foreach (var (metric, percent) in metrics) table.AddColumn(new TableColumn(new Text(percent ? $"{metric} %" : metric)).RightAligned().NoWrap());
            foreach (var method in cells.GroupBy(cell => cell.Method))
                table.AddRow([new Text(method.Key), .. metrics.Select(metric => method.FirstOrDefault(cell => cell.Metric == metric.Metric) is { } cell ? new Text(Value(cell), cell.Failure is null ? Style.Plain : new Style(Color.Red)) : new Text(""))]);
            console.Write(table);
        }
        foreach (var claim in run.Claims) console.WriteLine($"{claim.Verdict}: {claim.Text}");
    }

    /// <summary>A cell's value with its interval.</summary>
    public static string Value(RunRecordCell cell) => cell.Failure is not null ? "failed" : cell.Value is { } value
        ? cell is { Low: { } low, High: { } high } ? $"{Number(cell, value)} [{Number(cell, low)}, {Number(cell, high)}]" : Number(cell, value)
        : "–";

    private static string Number(RunRecordCell cell, double value) => cell.Percent ? (100 * value).ToString("0.0", CultureInfo.InvariantCulture) : value.ToString("0.00", CultureInfo.InvariantCulture);
}
