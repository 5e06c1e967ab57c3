using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using Workbench.Cli.Stores;
using Workbench.Engine.Store;
using Workbench.Reporting.Exports;

namespace Workbench.Cli.Commands.Runs;

/// <summary><c>workbench runs query SQL</c>: runs a read-only SQL query on the store.</summary>
internal sealed class RunsQueryCommand(CommandContext context)
{
    private const double MaxSeconds = 86_400;

    public Command Create()
    {
        var sql = new Argument<string>("SQL") { Description = "One SQLite statement that only reads" };
        var timeout = new Option<double>("--timeout")
        {
            Description = $"Time limit of the query; default: {RunLog.QueryLimit.TotalSeconds:0}",
            HelpName = "SECONDS",
            DefaultValueFactory = _ => RunLog.QueryLimit.TotalSeconds,
        };
        timeout.Validators.Add(result =>
        {
            if (
                result.Tokens is [var token]
                && double.TryParse(token.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
                && seconds is not (> 0 and <= MaxSeconds))
                result.AddError($"--timeout is {token.Value}, and must be above 0 and at most {MaxSeconds}.");
        });
        var store = RunFinder.StoreOption();
        var csv = new Option<bool>("--csv") { Description = "Prints CSV" };
        var command = new Command("query",
            """
            Runs an SQL query on the store.
            Views: scores (metric, method, sample, class, state, value, key),
            skipped (metric, method, sample, class, state, reason, fault, key),
            results (run, title, subject, table, metric, method, label, value, low, high, paper, failure, updated).
            Tables: run, run_sample, result, claim, cell, sample.

            Examples:
              workbench runs query "SELECT metric, avg(value) FROM scores GROUP BY metric"
              workbench runs query "SELECT sample, count(*) FROM scores WHERE metric = 'pointing-game' AND value = 0 GROUP BY sample"
            """)
        { sql, store, csv, timeout };
        command.SetAction(
            (parsed, cancel) =>
                Task.FromResult(
                    Query(
                        parsed.GetValue(sql)!,
                        parsed.GetValue(store),
                        parsed.GetValue(csv),
                        TimeSpan.FromSeconds(parsed.GetValue(timeout)),
                        cancel)));
        return command;
    }

    private int Query(string sql, string? folder, bool csv, TimeSpan limit, CancellationToken cancel)
    {
        using var store = RunFinder.Read(folder);
        var (columns, rows) = store.Runs!.Query(sql, limit, cancel);
        if (csv)
        {
            context.Terminal.WriteData(CsvText.Format(columns, rows.Select(row => row.Select(Text))));
            return ExitCode.Done;
        }
        var table = new Table().Border(TableBorder.Simple);
        foreach (var (i, column) in columns.Index())
        {
            var header = new TableColumn(new Text(column)).NoWrap();
            table.AddColumn(rows.Count > 0 && rows.All(row => row[i] is null or long or double) ? header.RightAligned() : header);
        }
        foreach (var row in rows) table.AddRow(row.Select(value => new Text(Text(value))));
        context.Output.Write(table);
        context.Errors.WriteLine($"{rows.Count} row{(rows.Count == 1 ? "" : "s")}.");
        return ExitCode.Done;
    }

    private static string Text(object? value) => value switch
    {
        null => "",
        byte[] bytes => $"{bytes.Length} bytes",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
