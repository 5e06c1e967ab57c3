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

/// <summary><c>workbench report RUN…</c>: writes a run's report again, or compares several runs side by side.</summary>
internal sealed class ReportCommand(CommandContext context)
{
    private const string Report = "report.html", Comparison = "comparison.html";

    public Command Create()
    {
        var runs = new Argument<string[]>("RUN")
        {
            Description = "Runs: ids or beginnings of ids, 'last', or folders of their files",
            Arity = ArgumentArity.OneOrMore,
        };
        var (store, device) = (RunFinder.StoreOption(), new ExperimentOptions().Device);
        var output = new Option<string?>("--out")
        {
            Description =
                "HTML file, or a folder for it; default: report.html in the run's folder, for several runs comparison.html in the first's",
            HelpName = "FILE|DIR",
        };
        var gallery = new Option<int?>("--gallery")
        {
            Description = "Number of images in the report; default: 300",
            HelpName = "N",
        };
        var command = new Command("report",
            """
            Writes the report of a run again from its store, without computing rows, or a page that compares several runs side by side.

            Examples:
              workbench report last
              workbench report runs/table1-scenes quick
              workbench report runs/table1-scenes quick --out both.html
            """)
        { runs, store, device, output, gallery };
        command.SetAction((parsed, cancel) =>
        {
            var found = parsed.GetValue(runs)!.Select(name => new RunFinder(context).Find(name, parsed.GetValue(store))).ToList();
            var file = found.Count == 1
                ? WriteReport(
                    found[0].Run,
                    found[0].Store,
                    parsed.GetValue(output),
                    parsed.GetValue(device),
                    parsed.GetValue(gallery),
                    cancel)
                : WriteComparison([.. found.Select(run => run.Run)], parsed.GetValue(output));
            context.Output.WriteLine(file);
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    /// <summary>
    /// The file that <c>--out</c> names. A name without <c>.html</c> is a folder, as for <c>run</c>, since a browser does not open a page
    /// without the extension.
    /// </summary>
    /// <param name="output">The value of <c>--out</c>, or null.</param>
    /// <param name="name">The file's name in a folder.</param>
    internal static string? OutputFile(string? output, string name) =>
        output is null ? null
        : !Directory.Exists(output) && Path.GetExtension(output).ToLowerInvariant() is ".html" or ".htm" ? output
        : Path.Combine(output, name);

    private static string WriteComparison(IReadOnlyList<RunRecord> runs, string? output)
    {
        var file = OutputFile(output, Comparison) ?? Path.Combine(DisplayPath.FromFullPath(runs[0].Folder), Comparison);
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
        AtomicFile.Write(file, stream => ComparisonPage.Write(compared, stream));
        return file;
    }

    // The resolved spec in the provenance describes the run completely. If code has changed since then, the run's keys differ.
    private string WriteReport(RunRecord record, string folder, string? output, string? device, int? gallery, CancellationToken cancel)
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
        var settings = new RunSettings { Folder = record.Folder, Shard = record.Shard is { } shard ? Shard.FromText(shard) : null };
        var run = session.Plan(experiment, gallery is { } samples ? settings with { Gallery = samples } : settings);
        using var store = CellStore.Read(folder);
        var reports = run.Reports(store);
        if (run.Id != record.Id && run.MissingImages(store).Count > 0)
            throw new RunChoiceException(
                $"Run {record.Id} was made with other code, weights or data than the current ones ('workbench status {record.Spec}' shows "
                + $"which). 'workbench runs show {record.Id}' shows its numbers; its report cannot be written again.");
        IReadOnlyList<(ComputedFigure Figure, IReadOnlyList<string> Files)> figures = [];
        context.Progress.Bar("figures' maps", run.DrawSteps, (report, token) => figures = run.Draw(report, token), cancel);
        foreach (var problem in run.FigureFailures) context.Errors.MarkupLineInterpolated($"[yellow]{problem}[/]");
        run.WriteReport(
            store,
            run.Finish(reports, record.Command, clock.Elapsed.TotalSeconds),
            [.. figures.Select(figure => figure.Figure.ToReportFigure())],
            OutputFile(output, Report));
        return OutputFile(output, Report) ?? Path.Combine(DisplayPath.FromFullPath(record.Folder), Report);
    }
}
