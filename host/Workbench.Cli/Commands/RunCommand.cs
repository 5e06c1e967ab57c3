using System.CommandLine;
using System.Diagnostics;
using Spectre.Console;
using Workbench.Engine.Native;
using Workbench.Engine.Runs;
using Workbench.Reporting;
using Workbench.Scripting.Experiments;
using Workbench.Scripting.Experiments.Figures;
using Workbench.Specs;

namespace Workbench.Cli.Commands;

/// <summary><c>workbench run SPEC</c>: computes a spec's tables, or the rest of them.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var (options, how) = (new ExperimentOptions(), new RunOptions());
        var watch = new Option<bool>("--watch") { Description = "Stays, and computes again what a rebuilt plugin or an edited spec changes, on the loaded model; Ctrl-C ends" };
        var check = new Option<bool>("--check") { Description = "Fails with exit code 5 where a value is not what the spec expects, or 2 where it expects none" };
        var command = new Command("run",
            """
            Computes a spec's tables and figures: rows per image, tables with 95 % intervals, charts, a report and provenance. Run again, it resumes at the first missing image.

            Examples:
              workbench run experiments/table1.yaml
              workbench run experiments/table1.yaml --limit 50 --out quick
              workbench run experiments/table1.yaml experiments/table3.yaml --check
              workbench run experiments/table1.yaml --watch
              workbench run experiments/table1.yaml --shard 2/5 --out shard2
              workbench run experiments/table1.yaml --subject my-subject.yaml --set 'methods=[METHOD@b5, METHOD@b4]'
            """);
        options.AddTo(command);
        how.AddTo(command);
        command.Options.Add(watch);
        command.Options.Add(check);
        command.Validators.Add(result =>
        {
            if (result.GetValue(watch) && result.GetValue(check)) result.AddError("--check ends with a verdict, and --watch does not end: one or the other.");
        });
        command.SetAction((parsed, cancel) =>
        {
            TorchRuntime.Load();
            if (parsed.GetValue(options.Threads) is { } threads) TorchSharp.torch.set_num_threads(threads);
            if (!parsed.GetValue(watch)) return Task.FromResult(Run(options, how, parsed, parsed.GetValue(check), cancel));
            using var watched = new WatchedRun(options, how, parsed);
            return Task.FromResult(watched.Run(cancel));
        });
        return command;
    }

    private static int Run(ExperimentOptions options, RunOptions how, ParseResult parsed, bool check, CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        using var plugins = ExperimentOptions.LoadPlugins();
        var experiment = options.Load(parsed, plugins);
        if (check && Unchecked(experiment) is { } nothing)
        {
            Terminal.Errors.MarkupLineInterpolated($"[red]{nothing}[/]");
            return ExitCode.Usage;
        }
        var subject = SubjectLoader.Load(experiment.Spec.Subject, parsed.GetValue(options.Device), experiment.Spec.Dtype, Progress.Bar, cancel);
        using var model = subject.Model;
        if (model.Caution is { } caution) Terminal.Errors.MarkupLineInterpolated($"[yellow]{caution}[/]");
        var run = new ExperimentRun(experiment, subject, how.Settings(parsed)) { ChecksExpected = check || experiment.Spec.Overrides.Count == 0 };
        foreach (var failure in run.Failures) Terminal.Errors.MarkupLineInterpolated($"[yellow]{failure}[/]");
        using var store = CellStore.Open(how.Store(parsed));
        if (run.Ids.Count > 0) Progress.Bar("images", run.Ids.Count, (report, token) => run.Compute(store, report, token), cancel);

        var (reports, command) = (run.Reports(store), Environment.GetCommandLineArgs()[1..]);
        foreach (var report in reports) ConsoleTable.Write(report, Terminal.Output);
        var figures = Draw(run, experiment, cancel);
        IReadOnlyList<string> files =
        [
            .. run.Write(store, reports, command, clock.Elapsed.TotalSeconds), .. figures.SelectMany(figure => figure.Files),
            run.WriteReport(store, reports, [.. figures.Select(figure => figure.Figure.Screen())], command, clock.Elapsed.TotalSeconds),
        ];
        var done = run.Ids.Count == 0 ? $"{figures.Count} figure{(figures.Count == 1 ? "" : "s")} in"
            : run.Computed > 0 ? $"{run.Computed} image{(run.Computed == 1 ? "" : "s")} in" : "nothing left to compute,";
        Terminal.Errors.WriteLine($"{done} {clock.Elapsed.TotalSeconds:0.0} s; {files.Count} files in {run.Folder}, first {run.Folder}/{files[^1]}");
        if (run.Computed > 0 && run.Batches.Summary is { } summary) Terminal.Errors.WriteLine(summary);
        if (cancel.IsCancellationRequested)
        {
            Terminal.Errors.WriteLine($"Interrupted: {run.Done(reports)} of {run.Ids.Count} images are kept; the same command resumes.");
            return ExitCode.Interrupted;
        }
        if (reports.SelectMany(report => report.Result.Cells).Any(cell => cell.Failure is not null || cell.Faults > 0) || figures.Any(figure => figure.Figure.Failures.Count > 0) || run.Undrawn.Count > 0) return ExitCode.CellsFailed;
        return check && reports.Any(report => report.Deviations.Count > 0) ? ExitCode.Deviates : ExitCode.Done;
    }

    // An interrupted run draws none.
    private static IReadOnlyList<(DrawnFigure Figure, IReadOnlyList<string> Files)> Draw(ExperimentRun run, Experiment experiment, CancellationToken cancel)
    {
        IReadOnlyList<(DrawnFigure Figure, IReadOnlyList<string> Files)> drawn = [];
        if (experiment.Figures.Count == 0 || cancel.IsCancellationRequested) return drawn;
        try
        {
            Progress.Bar("figures", experiment.Figures.Count, (report, token) => drawn = run.Draw(report, token), cancel);
        }
        catch (OperationCanceledException)
        {
            return [];
        }
        foreach (var failure in drawn.SelectMany(figure => figure.Figure.Failures).Distinct(StringComparer.Ordinal).Concat(run.Undrawn)) Terminal.Errors.MarkupLineInterpolated($"[yellow]{failure}[/]");
        foreach (var (figure, _) in drawn)
            Terminal.Output.WriteLine($"{(figure.Grid.Title.Length > 0 ? figure.Grid.Title : figure.Record.Name)}: {string.Join("; ", figure.Record.Rows.Select(row => $"{row.Image} {row.State} {row.Label ?? $"class {row.Class}"}"))}");
        return drawn;
    }

    // A table of a list may expect nothing; a spec that was named may not: its user would take silence for agreement.
    private static string? Unchecked(Experiment experiment)
    {
        var silent = experiment.Tables.GroupBy(table => table.Spec.File).Where(spec => spec.All(table => table.Expected.Count == 0)).Select(spec => spec.Key).ToList();
        return silent.Count == 0 ? null : $"--check has nothing to compare: {string.Join(", ", silent)} {(silent.Count == 1 ? "has" : "have")} no 'expected'.";
    }
}
