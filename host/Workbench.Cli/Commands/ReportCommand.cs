using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Spectre.Console;
using Workbench.Cli.Stores;
using Workbench.Data;
using Workbench.Engine.Native;
using Workbench.Engine.Store;
using Workbench.Experiments;
using Workbench.Experiments.Figures;
using Workbench.Reporting.Html;
using Workbench.Specs;

namespace Workbench.Cli.Commands;

/// <summary><c>workbench report RUN…</c>: a run's report once more, or several runs side by side.</summary>
internal sealed class ReportCommand(CommandContext context)
{
    private const string Report = "report.html", Comparison = "comparison.html";

    public Command Create()
    {
        var runs = new Argument<string[]>("RUN")
        {
            Description = "Runs: ids or their beginnings, 'last', or folders of their files",
            Arity = ArgumentArity.OneOrMore,
        };
        var (store, device) = (RunChoice.StoreOption(), new ExperimentOptions().Device);
        var output = new Option<string?>("--out")
        {
            Description =
                "File (.html) to write, or a folder to write it into; default: report.html in the run's folder, and for several comparison.html in the first one's",
            HelpName = "FILE|DIR",
        };
        var gallery = new Option<int?>("--gallery")
        {
            Description = "Images that a report shows, from the first; default: 300",
            HelpName = "N",
        };
        var command = new Command("report",
            """
            Writes the report of a run again from its store, without computing a row, or a page that sets several runs side by side.

            Examples:
              workbench report last
              workbench report runs/table1-scenes quick
              workbench report runs/table1-scenes quick --out both.html
            """)
        { runs, store, device, output, gallery };
        command.SetAction((parsed, cancel) =>
        {
            var found = parsed.GetValue(runs)!.Select(name => new RunChoice(context).Find(name, parsed.GetValue(store))).ToList();
            var file = found.Count == 1
                ? Again(found[0].Run, found[0].Store, parsed.GetValue(output), parsed.GetValue(device), parsed.GetValue(gallery), cancel)
                : SideBySide([.. found.Select(run => run.Run)], parsed.GetValue(output));
            context.Output.WriteLine(file);
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    /// <summary>The file that <c>--out</c> means: a name without <c>.html</c> is a folder's, as of <c>run</c>, since no browser opens a page without it.</summary>
    /// <param name="output">As given, or null.</param>
    /// <param name="name">The file's name in a folder.</param>
    internal static string? FileOf(string? output, string name) =>
        output is null ? null
        : !Directory.Exists(output) && Path.GetExtension(output).ToLowerInvariant() is ".html" or ".htm" ? output
        : Path.Combine(output, name);

    private static string SideBySide(IReadOnlyList<RunRecord> runs, string? output)
    {
        var file = FileOf(output, Comparison) ?? Path.Combine(ShownFolder.Of(runs[0].Folder), Comparison);
        var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        var compared = runs.Select(run => new ComparedRun(
            $"{Path.GetFileName(run.Folder)} {run.Id[..4]}", run.Title, run.Subject,
            [
                .. run.Cells.Select(cell => new ComparedCell(
                    cell.Title, cell.Metric, cell.Percent, cell.Method, cell.Value, cell.Low, cell.High)),
            ],
            [.. run.Claims.Select(claim => (claim.Text, claim.Verdict))], run.Provenance,
            File.Exists(Path.Combine(run.Folder, "report.html"))
                ? Path.GetRelativePath(folder, Path.Combine(run.Folder, "report.html")).Replace('\\', '/')
                : null))
        .ToList();
        WholeFile.Write(file, stream => ComparisonPage.Write(compared, stream));
        return file;
    }

    // The resolved spec of the provenance says all that the run was; where code has changed since, its keys are others.
    private string Again(RunRecord record, string folder, string? output, string? device, int? gallery, CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        TorchRuntime.Load();
        using var plugins = context.LoadPlugins();
        var spec = Path.Combine(Path.GetTempPath(), $"workbench-{Environment.ProcessId}-{record.Id}.yaml");
        Experiment experiment;
        try
        {
            File.WriteAllText(spec, JsonNode.Parse(record.Provenance)!["spec"]!.GetValue<string>());
            experiment = ExperimentFile.Load(spec, plugins);
        }
        finally
        {
            File.Delete(spec);
        }
        using var session = context.Open(device, null, cancel);
        var settings = new RunSettings { Folder = record.Folder, Shard = record.Shard is { } shard ? Shard.Parse(shard) : null };
        var run = session.Plan(experiment, gallery is { } samples ? settings with { Gallery = samples } : settings);
        using var store = CellStore.Read(folder);
        var reports = run.Reports(store);
        if (run.Id != record.Id && run.Missing(store).Count > 0)
            throw new RunChoiceException(
                $"The run {record.Id} was made by other code, weights or data than there are now ('workbench status {record.Spec}' says which): its numbers are those of 'workbench runs show {record.Id}', and its report is the one that it left."
            );
        IReadOnlyList<(DrawnFigure Figure, IReadOnlyList<string> Files)> figures = [];
        context.Progress.Bar("figures' maps", run.DrawSteps, (report, token) => figures = run.Draw(report, token), cancel);
        foreach (var problem in run.Undrawn) context.Errors.MarkupLineInterpolated($"[yellow]{problem}[/]");
        run.WriteReport(
            store,
            run.End(reports, record.Command, clock.Elapsed.TotalSeconds),
            [.. figures.Select(figure => figure.Figure.Screen())],
            FileOf(output, Report));
        return FileOf(output, Report) ?? Path.Combine(ShownFolder.Of(record.Folder), Report);
    }
}
