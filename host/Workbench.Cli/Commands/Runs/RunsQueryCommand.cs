using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using Workbench.Cli.Stores;
using Workbench.Reporting.Exports;

namespace Workbench.Cli.Commands.Runs;

/// <summary><c>workbench runs query SQL</c>: any question to the store.</summary>
internal static class RunsQueryCommand
{
    public static Command Create()
    {
        var sql = new Argument<string>("SQL") { Description = "A statement of SQLite that reads" };
        var store = RunChoice.StoreOption();
        var csv = new Option<bool>("--csv") { Description = "Prints CSV" };
        var command = new Command("query",
            """
            Answers a question in SQL. Views: scores (metric, method, sample, class, state, value, key), skipped (metric, method, sample, class, state, reason, fault, key),
            results (run, title, subject, table, metric, method, label, value, low, high, paper, failure, updated); tables: run, run_sample, result, claim, cell, sample.

            Examples:
              workbench runs query "SELECT metric, avg(value) FROM scores GROUP BY metric"
              workbench runs query "SELECT sample, count(*) AS misses FROM scores WHERE metric = 'pointing-game' AND value = 0 GROUP BY sample ORDER BY misses DESC LIMIT 10"
            """)
        { sql, store, csv };
        command.SetAction(parsed => Query(parsed.GetValue(sql)!, parsed.GetValue(store), parsed.GetValue(csv)));
        return command;
    }

    private static int Query(string sql, string? folder, bool csv)
    {
        using var store = RunChoice.Read(folder);
        var (columns, rows) = store.Runs!.Query(sql);
        if (csv)
        {
            Console.Out.Write(CsvText.Of(columns, rows.Select(row => row.Select(Text))));
            return ExitCode.Done;
        }
        var table = new Table().Border(TableBorder.Simple);
        foreach (var (i, column) in columns.Index())
        {
            var header = new TableColumn(new Text(column)).NoWrap();
            table.AddColumn(rows.Count > 0 && rows.All(row => row[i] is null or long or double) ? header.RightAligned() : header);
        }
        foreach (var row in rows) table.AddRow(row.Select(value => new Text(Text(value))));
        Terminal.Output.Write(table);
        Terminal.Errors.WriteLine($"{rows.Count} row{(rows.Count == 1 ? "" : "s")}.");
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
