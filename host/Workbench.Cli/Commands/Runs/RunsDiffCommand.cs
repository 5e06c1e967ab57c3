using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;
using Workbench.Cli.Stores;
using Workbench.Engine.Store;

namespace Workbench.Cli.Commands.Runs;

/// <summary><c>workbench runs diff RUN RUN</c>: shows the cells whose numbers differ, and the differences in provenance.</summary>
internal sealed class RunsDiffCommand(CommandContext context)
{
    // Provenance that differs in every run and explains no difference in numbers.
    private static readonly string[] s_ignored = ["command", "wallSeconds", "key", "images", "spec", "shard"];

    public Command Create()
    {
        var (one, other, store) = (RunFinder.Argument("RUN"), RunFinder.Argument("OTHER"), RunFinder.StoreOption());
        var command = new Command("diff",
            """
            Shows the cells in which two runs differ, and the differences in code, weights, data, versions and seed.

            Examples:
              workbench runs diff 3f2a 91c0
              workbench runs diff runs/table1-scenes quick
            """) { one, other, store };
        command.SetAction(parsed =>
            Diff(
                new RunFinder(context).Find(parsed.GetValue(one)!, parsed.GetValue(store)).Run,
                new RunFinder(context).Find(parsed.GetValue(other)!, parsed.GetValue(store)).Run));
        return command;
    }

    // The sign is that of the unrounded number: a small negative difference is −0.0.
    private static string Signed(double value, string format) =>
        (value < 0 ? "−" : "+") + Math.Abs(value).ToString(format, CultureInfo.InvariantCulture);

    private int Diff(RunRecord one, RunRecord other)
    {
        var console = context.Output;
        var (first, second) = (Cells(one), Cells(other));
        var table = new Table().Border(TableBorder.Simple);
        foreach (var header in (string[])["table", "method", "metric", one.Id, other.Id, "difference"])
            table.AddColumn(new TableColumn(new Text(header)).NoWrap());
        var (same, differ) = (0, 0);
        foreach (var at in first.Keys.Union(second.Keys))
        {
            var (a, b) = (first.GetValueOrDefault(at), second.GetValueOrDefault(at));
            if (a is not null && b is not null && (a.Value, a.Low, a.High, a.Failure) == (b.Value, b.Low, b.High, b.Failure))
            {
                same++;
                continue;
            }
            differ++;
            var difference = b?.Value - a?.Value;
            table.AddRow(
                new Text(at.Table),
                new Text(at.Method),
                new Text(at.Metric),
                new Text(a is null ? "absent" : RunsShowCommand.Value(a)),
                new Text(b is null ? "absent" : RunsShowCommand.Value(b)),
                new Text(difference is { } number ? Signed((a!.Percent ? 100 : 1) * number, a.Percent ? "0.0" : "0.000") : ""));
        }
        if (differ > 0) console.Write(table);
        console.WriteLine($"{differ} cell{(differ == 1 ? " differs" : "s differ")}, {same} the same.");
        foreach (var (name, a, b) in Provenance(one, other)) console.WriteLine($"{name}: {a} → {b}");
        return ExitCode.Done;
    }

    private static Dictionary<(string Table, string Method, string Metric), RunRecordCell> Cells(RunRecord run) =>
        run.Cells.ToDictionary(cell => (cell.Table, cell.Method, cell.Metric));

    private static IEnumerable<(string Name, string One, string Other)> Provenance(RunRecord one, RunRecord other)
    {
        var (a, b) = (Flat(one.Provenance), Flat(other.Provenance));
        return a
            .Keys.Union(b.Keys)
            .Where(name => a.GetValueOrDefault(name) != b.GetValueOrDefault(name))
            .Select(name => (name, a.GetValueOrDefault(name, "nothing"), b.GetValueOrDefault(name, "nothing")));
    }

    private static Dictionary<string, string> Flat(string json)
    {
        var flat = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in JsonNode.Parse(json)!.AsObject().Where(entry => !s_ignored.Contains(entry.Key))) Add(name, value);
        return flat;

        void Add(string name, JsonNode? value)
        {
            switch (value)
            {
                case JsonObject map:
                    foreach (var (key, inner) in map) Add($"{name}.{key}", inner);
                    break;
                case JsonArray list:
                    // Entries are matched by name, not by position.
                    foreach (var (i, inner) in list.Index())
                        Add($"{name}[{(inner is JsonObject entry ? $"{entry["kind"]} {entry["id"] ?? entry["file"]}".Trim() : i)}]", inner);
                    break;
                default:
                    flat[name] =
                        value?.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value?.ToJsonString() ?? "nothing";
                    break;
            }
        }
    }
}
