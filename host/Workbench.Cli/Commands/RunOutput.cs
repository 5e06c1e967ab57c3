using System.Diagnostics;
using Spectre.Console;
using Workbench.Engine.Plugins;
using Workbench.Engine.Store;
using Workbench.Experiments;
using Workbench.Experiments.Figures;
using Workbench.Reporting;
using Workbench.Results;
using Workbench.Specs;

namespace Workbench.Cli.Commands;

/// <summary>The output of a run or a merge: printed tables, and files in its folder.</summary>
/// <param name="Reports">The tables.</param>
/// <param name="Figures">The figures of maps, with their files.</param>
/// <param name="Files">All files, relative to the run's folder; the report is the last.</param>
/// <param name="HasFailures">Whether a cell or a figure failed, even on one image, or a table has no readable image.</param>
/// <param name="Deviates">Whether a value differs from the spec's expectation.</param>
internal sealed record RunOutput(
    IReadOnlyList<TableReport> Reports,
    IReadOnlyList<(ComputedFigure Figure, IReadOnlyList<string> Files)> Figures,
    IReadOnlyList<string> Files,
    bool HasFailures,
    bool Deviates)
{
    /// <summary>
    /// Like <see cref="Write"/>. If nothing was computed and no input or output has changed since the last such run, prints the cached
    /// text and writes no files.
    /// </summary>
    public static RunOutput WriteOrKeep(
        CommandContext context,
        ExperimentRun run,
        Experiment experiment,
        CellStore store,
        Stopwatch clock,
        bool wide,
        CancellationToken cancel)
    {
        // Figures of maps are drawn each time.
        if (experiment.Figures.Count > 0 || run.Ids.Count == 0 || cancel.IsCancellationRequested)
            return Write(context, run, experiment, store, clock, wide, cancel);
        var kept = new RunOutputCache(
            run, store, context.Arguments, $"{typeof(RunOutput).Module.ModuleVersionId} {wide} {context.Terminal.RenderingProfile}");
        if (run.ComputedImages == 0 && kept.Find() is { } end)
        {
            context.Terminal.Write(end.Printed);
            return new RunOutput([], [], end.Files, false, end.Deviates);
        }
        var output = Write(context, run, experiment, store, clock, wide, cancel);
        if (!output.HasFailures && !cancel.IsCancellationRequested) kept.Write(new(output.PrintedText, output.Files, output.Deviates));
        return output;
    }

    private string PrintedText { get; init; } = "";

    /// <summary>Prints the tables, and writes tables, figures, provenance and report.</summary>
    public static RunOutput Write(
        CommandContext context,
        ExperimentRun run,
        Experiment experiment,
        CellStore store,
        Stopwatch clock,
        bool wide,
        CancellationToken cancel)
    {
        IReadOnlyList<TableReport> reports = [];
        context.Progress.While("computing intervals and claims", () => reports = run.Reports(store));
        PluginCalls.RestoreFolder();   // a plugin's thread may have changed the current folder
        var printed = context.Terminal.Render(console =>
        {
            foreach (var report in reports) ConsoleTable.Write(report, console, wide);
        });
        context.Terminal.Write(printed);
        var figures = Draw(context, run, experiment, cancel);
        var seconds = clock.Elapsed.TotalSeconds;
        IReadOnlyList<string> files = [];
        context.Progress.While("writing tables, charts and the report", () =>
        {
            var end = run.Finish(reports, context.Arguments, seconds);
            var (written, report) = run.Write(store, end, [.. figures.Select(figure => figure.Figure.ToReportFigure())]);
            files = [.. written, .. figures.SelectMany(figure => figure.Files), report];
        });
        var empty =
            cancel.IsCancellationRequested || run.Ids.Count == 0
                ? []
                : reports.Where(report => report.Result.Cells.All(cell => cell.Rows.Count == 0)).ToList();
        foreach (var report in empty) context.Errors.MarkupLineInterpolated($"[red]{EmptyTableText(report.Result)}[/]");
        // A metric may skip every pair, for example constant maps. The table shows that; it is not a failure of the run.
        var failed =
            empty.Any(report => IsUnread(report.Result))
            || run.FigureFailures.Count > 0
            || figures.Any(figure => figure.Figure.Failures.Count > 0)
            || reports.SelectMany(report => report.Result.Cells).Any(cell => cell.Failure is not null || cell.Faults > 0);
        return new RunOutput(reports, figures, files, failed, reports.Any(report => report.Deviations.Count > 0)) { PrintedText = printed };
    }

    private static bool IsUnread(TableResult result) => result.SkippedImages.Count == result.ImagesRequested && result.ImagesRequested > 0;

    private static string EmptyTableText(TableResult result)
    {
        var unread = result.SkippedImages.Count;
        var which = result.Title.Length > 0 ? $"'{result.Title}'" : "the table";
        if (IsUnread(result))
            return $"None of {unread} images could be read, so {which} has no numbers: "
                + $"{result.SkippedImages[0].Reason.TrimEnd('.')}; see skipped.csv.";
        return $"No cell of {which} has a value on {result.Images} image{(result.Images == 1 ? "" : "s")}; see skipped.csv.";
    }

    // An interrupted run draws no figures.
    private static IReadOnlyList<(ComputedFigure Figure, IReadOnlyList<string> Files)> Draw(
        CommandContext context,
        ExperimentRun run,
        Experiment experiment,
        CancellationToken cancel)
    {
        IReadOnlyList<(ComputedFigure Figure, IReadOnlyList<string> Files)> drawn = [];
        if (experiment.Figures.Count == 0 || cancel.IsCancellationRequested) return drawn;
        try
        {
            context.Progress.Bar("figures' maps", run.DrawSteps, (report, token) => drawn = run.Draw(report, token), cancel);
        }
        catch (OperationCanceledException)
        {
            return [];
        }
        foreach (
            var failure in drawn.SelectMany(figure => figure.Figure.Failures).Distinct(StringComparer.Ordinal).Concat(run.FigureFailures))
            context.Errors.MarkupLineInterpolated($"[yellow]{failure}[/]");
        foreach (var (figure, _) in drawn)
        {
            var title = figure.Grid.Title.Length > 0 ? figure.Grid.Title : figure.Record.Name;
            var rows = figure.Record.Rows.Select(row => $"{row.Image} {row.State} {row.Label ?? $"class {row.Class}"}");
            context.Output.WriteLine($"{title}: {string.Join("; ", rows)}");
        }
        return drawn;
    }
}
