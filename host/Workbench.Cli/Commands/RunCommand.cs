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
        var options = new ExperimentOptions();
        var output = new Option<string?>("--out") { Description = "Folder for tables, rows and provenance; default: runs/SPEC-SUBJECT", HelpName = "DIR" };
        var batch = new Option<int?>("--batch") { Description = "Images per batch; default: chosen by memory. Results do not depend on it", HelpName = "N" };
        var limit = new Option<double?>("--plugin-limit") { Description = "Longest time for one call of a method or metric; default: 60", HelpName = "SECONDS" };
        var watch = new Option<bool>("--watch") { Description = "Stays, and computes again what a rebuilt plugin or an edited spec changes, on the loaded model; Ctrl-C ends" };
        var command = new Command("run",
            """
            Computes a spec's table or tables: rows per image, tables with 95 % intervals, figures and provenance. Run again, it resumes at the first missing image.

            Examples:
              workbench run experiments/table1.yaml
              workbench run experiments/table1.yaml --limit 50 --out quick
              workbench run experiments/table1.yaml --watch
              workbench run experiments/table1.yaml --subject my-subject.yaml --set 'methods=[METHOD@b5, METHOD@b4]'
            """);
        options.AddTo(command);
        command.Options.Add(output);
        command.Options.Add(batch);
        command.Options.Add(limit);
        command.Options.Add(watch);
        ExperimentOptions.AtLeastOne(batch);
        limit.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && double.TryParse(result.Tokens[0].Value, System.Globalization.CultureInfo.InvariantCulture, out var seconds) && !(seconds > 0)) result.AddError($"--plugin-limit is {result.Tokens[0].Value}, and must be above 0.");
        });
        command.SetAction((parsed, cancel) =>
        {
            TimeSpan? longest = parsed.GetValue(limit) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
            TorchRuntime.Load();
            if (parsed.GetValue(options.Threads) is { } threads) TorchSharp.torch.set_num_threads(threads);
            if (!parsed.GetValue(watch)) return Task.FromResult(Run(options, parsed, parsed.GetValue(output), parsed.GetValue(batch) ?? 0, longest, cancel));
            using var watched = new WatchedRun(options, parsed, parsed.GetValue(output), parsed.GetValue(batch) ?? 0, longest);
            return Task.FromResult(watched.Run(cancel));
        });
        return command;
    }

    private static int Run(ExperimentOptions options, ParseResult parsed, string? output, int batch, TimeSpan? limit, CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        using var plugins = ExperimentOptions.LoadPlugins();
        var experiment = options.Load(parsed, plugins);
        var subject = SubjectLoader.Load(experiment.Spec.Subject, parsed.GetValue(options.Device), experiment.Spec.Dtype, Progress.Bar, cancel);
        using var model = subject.Model;
        var run = new ExperimentRun(experiment, subject, batch, limit);
        foreach (var failure in run.Failures) Terminal.Errors.MarkupLineInterpolated($"[yellow]{failure}[/]");
        var folder = output ?? run.DefaultFolder;
        if (experiment.Tables.Count == 0)
        {
            var code = Draw(run, experiment, folder, cancel);
            run.Write([], folder, Environment.GetCommandLineArgs()[1..], clock.Elapsed.TotalSeconds);
            return code;
        }
        using var store = CellStore.Open(folder);
        if (store.Notice is { } notice) Terminal.Errors.WriteLine(notice);
        Progress.Bar("images", run.Ids.Count, (report, token) => run.Compute(store, report, token), cancel);

        var reports = run.Reports(store);
        var written = run.Write(reports, folder, Environment.GetCommandLineArgs()[1..], clock.Elapsed.TotalSeconds);
        foreach (var report in reports) ConsoleTable.Write(report, Terminal.Output);
        var rate = run.Computed > 0 ? $"{run.Computed} image{(run.Computed == 1 ? "" : "s")} in {clock.Elapsed.TotalSeconds:0.0} s" : $"nothing left to compute, {clock.Elapsed.TotalSeconds:0.0} s";
        Terminal.Errors.WriteLine($"{rate}; {folder}/{string.Join(", ", written)}");
        if (cancel.IsCancellationRequested)
        {
            Terminal.Errors.WriteLine($"Interrupted: {ExperimentRun.Done(reports)} of {run.Ids.Count} images are kept; the same command resumes.");
            return ExitCode.Interrupted;
        }
        var drawn = Draw(run, experiment, folder, cancel);
        return reports.SelectMany(report => report.Result.Cells).Any(cell => cell.Failure is not null || cell.Faults > 0) ? ExitCode.CellsFailed : drawn;
    }

    private static int Draw(ExperimentRun run, Experiment experiment, string folder, CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        IReadOnlyList<(DrawnFigure Figure, IReadOnlyList<string> Files)> drawn = [];
        if (experiment.Figures.Count == 0) return ExitCode.Done;
        Progress.Bar("figures", experiment.Figures.Count, (report, token) => drawn = run.Draw(folder, report, token), cancel);
        foreach (var failure in drawn.SelectMany(figure => figure.Figure.Failures).Distinct(StringComparer.Ordinal)) Terminal.Errors.MarkupLineInterpolated($"[yellow]{failure}[/]");
        foreach (var (figure, _) in drawn)
            Terminal.Output.WriteLine($"{(figure.Grid.Title.Length > 0 ? figure.Grid.Title : figure.Record.Name)}: {string.Join("; ", figure.Record.Rows.Select(row => $"{row.Image} {row.State} {row.Label ?? $"class {row.Class}"}"))}");
        Terminal.Errors.WriteLine($"{drawn.Count} figure{(drawn.Count == 1 ? "" : "s")} in {clock.Elapsed.TotalSeconds:0.0} s; {folder}/{string.Join(", ", drawn.SelectMany(figure => figure.Files))}");
        return drawn.Any(figure => figure.Figure.Failures.Count > 0) ? ExitCode.CellsFailed : ExitCode.Done;
    }
}
