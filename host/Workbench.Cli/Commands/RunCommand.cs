using System.CommandLine;
using System.Diagnostics;
using Spectre.Console;
using Workbench.Engine.Native;
using Workbench.Engine.Runs;
using Workbench.Reporting;
using Workbench.Scripting.Experiments;
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
        var check = new Option<bool>("--check") { Description = "Fails with exit code 5 where a value is not what the spec expects, or 2 where it expects none" };
        var command = new Command("run",
            """
            Computes a spec's table or tables: rows per image, tables with 95 % intervals, figures and provenance. Run again, it resumes at the first missing image.

            Examples:
              workbench run experiments/table1.yaml
              workbench run experiments/table1.yaml --limit 50 --out quick
              workbench run experiments/table1.yaml experiments/table3.yaml --check
              workbench run experiments/table1.yaml --watch
              workbench run experiments/table1.yaml --subject my-subject.yaml --set 'methods=[METHOD@b5, METHOD@b4]'
            """);
        options.AddTo(command);
        command.Options.Add(output);
        command.Options.Add(batch);
        command.Options.Add(limit);
        command.Options.Add(watch);
        command.Options.Add(check);
        command.Validators.Add(result =>
        {
            if (result.GetValue(watch) && result.GetValue(check)) result.AddError("--check ends with a verdict, and --watch does not end: one or the other.");
        });
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
            if (!parsed.GetValue(watch)) return Task.FromResult(Run(options, parsed, parsed.GetValue(output), parsed.GetValue(batch) ?? 0, longest, parsed.GetValue(check), cancel));
            using var watched = new WatchedRun(options, parsed, parsed.GetValue(output), parsed.GetValue(batch) ?? 0, longest);
            return Task.FromResult(watched.Run(cancel));
        });
        return command;
    }

    private static int Run(ExperimentOptions options, ParseResult parsed, string? output, int batch, TimeSpan? limit, bool check, CancellationToken cancel)
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
        var run = new ExperimentRun(experiment, subject, batch, limit) { ChecksExpected = check || experiment.Spec.Overrides.Count == 0 };
        foreach (var failure in run.Failures) Terminal.Errors.MarkupLineInterpolated($"[yellow]{failure}[/]");
        var folder = output ?? run.DefaultFolder;
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
        if (reports.SelectMany(report => report.Result.Cells).Any(cell => cell.Failure is not null || cell.Faults > 0)) return ExitCode.CellsFailed;
        return check && reports.Any(report => report.Deviations.Count > 0) ? ExitCode.Deviates : ExitCode.Done;
    }

    // A table of a list may expect nothing; a spec that was named may not: its user would take silence for agreement.
    private static string? Unchecked(Experiment experiment)
    {
        var silent = experiment.Tables.GroupBy(table => table.Spec.File).Where(spec => spec.All(table => table.Expected.Count == 0)).Select(spec => spec.Key).ToList();
        return silent.Count == 0 ? null : $"--check has nothing to compare: {string.Join(", ", silent)} {(silent.Count == 1 ? "has" : "have")} no 'expected'.";
    }
}
