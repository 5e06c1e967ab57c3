using System.CommandLine;
using System.Diagnostics;
using Spectre.Console;
using Workbench.Engine.Native;
using Workbench.Experiments;
using Workbench.Reporting;
using Workbench.Specs;

namespace Workbench.Cli.Commands;

/// <summary><c>workbench run SPEC</c>: computes a spec's tables and figures, or the missing part of them.</summary>
internal sealed class RunCommand(CommandContext context)
{
    public Command Create()
    {
        var (options, how) = (new ExperimentOptions(), new RunOptions());
        var watch = new Option<bool>("--watch")
        {
            Description = "Keeps running and recomputes cells that a rebuilt plugin or an edited spec changes; Ctrl-C ends it",
        };
        var check = new Option<bool>("--check")
        {
            Description = "Fails with exit code 5 if a value differs from the spec's expectation, or 2 if the spec expects no values",
        };
        var command = new Command("run",
            """
            Computes a spec's tables and figures: rows per image, tables with 95 % intervals, charts, a report and provenance.
            A second run resumes at the first missing image.

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
            if (result.GetValue(watch) && result.GetValue(check))
                result.AddError("--check and --watch exclude each other: a watching run has no end to check at.");
        });
        command.SetAction((parsed, cancel) =>
        {
            if (!parsed.GetValue(watch)) return Task.FromResult(Run(options, how, parsed, parsed.GetValue(check), cancel));
            using var watched = new WatchedRun(context, options, how, parsed);
            return Task.FromResult(watched.Run(cancel));
        });
        return command;
    }

    private int Run(ExperimentOptions options, RunOptions how, ParseResult parsed, bool check, CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        TorchRuntime.LoadInBackground();   // loads libtorch while plugins and spec are read
        using var plugins = context.LoadPlugins();
        var experiments = options.LoadBySubject(parsed, plugins);
        if (check && MissingExpectations(experiments[0]) is { } nothing)
        {
            context.Errors.MarkupLineInterpolated($"[red]{nothing}[/]");
            return ExitCode.Usage;
        }
        using var session = options.Open(context, parsed, cancel);
        var call = new Call(session, how, parsed, check, cancel);
        if (experiments is [var single]) return Run(single, call, how.Settings(parsed), clock).Code;

        var outcomes = new List<Outcome>();
        foreach (var experiment in experiments)
        {
            var settings = how.Settings(parsed);
            if (settings.Folder is { } folder) settings = settings with { Folder = Path.Combine(folder, experiment.Spec.Subject.Name) };
            outcomes.Add(Run(experiment, call with { KeepsReports = true }, settings, Stopwatch.StartNew()));
            if (cancel.IsCancellationRequested) return ExitCode.Interrupted;
        }
        if (experiments[0].Tables.Count > 0)
            new JoinedOutput(context).Write(
                experiments[0], [.. outcomes.Select(outcome => outcome.Reports)], how.Settings(parsed).Folder, how.IsWide(parsed));
        return outcomes.Max(outcome => outcome.Code);
    }

    private Outcome Run(Experiment experiment, Call call, RunSettings settings, Stopwatch clock)
    {
        var (session, how, parsed, check, cancel) = call;
        var subject = session.Subject(experiment.Spec);
        var run = session.Plan(experiment, settings, check || experiment.Spec.Overrides.Count == 0);
        run.StartWritingSpec();
        using var store = how.Open(parsed);
        var header = new RunHeader(run, experiment, subject);
        foreach (var line in header.Lines(run.RemainingImages(store), how.Store(parsed), TorchSharp.torch.get_num_threads()))
            context.Errors.WriteLine(line);
        var computing = Stopwatch.StartNew();
        if (run.Ids.Count > 0) context.Progress.Bar("images", run.Ids.Count, (report, token) => run.Compute(store, report, token), cancel);
        computing.Stop();

        var output = RunOutput.WriteOrKeep(context, run, experiment, store, clock, how.IsWide(parsed), cancel);
        var (figures, files) = (output.Figures, output.Files);
        var done = run.Ids.Count == 0 ? $"{figures.Count} figure{(figures.Count == 1 ? "" : "s")} in"
            : run.ComputedImages > 0 ? $"{run.ComputedImages} image{(run.ComputedImages == 1 ? "" : "s")} in" : "nothing left to compute,";
        var speed =
            run.ComputedImages > 0
                ? $", {Pace.RateText("images", run.ComputedImages / Math.Max(computing.Elapsed.TotalSeconds, 1e-3))}"
                : "";
        context.Errors.WriteLine(
            $"{done} {clock.Elapsed.TotalSeconds:0.0} s{speed}; {files.Count} files in {run.Folder}, first {run.Folder}/{files[^1]}");
        if (run.ComputedImages > 0 && run.Batches.Summary is { } summary) context.Errors.WriteLine(summary);
        var reports = output.Reports;
        if (cancel.IsCancellationRequested)
        {
            context.Errors.WriteLine(
                $"Interrupted: {run.DoneImages(output.Reports)} of {run.Ids.Count} images are kept; the same command resumes.");
            return new(ExitCode.Interrupted, reports);
        }
        if (call.KeepsReports && reports.Count == 0) reports = run.Reports(store);   // the printed text was cached
        if (output.HasFailures) return new(ExitCode.CellsFailed, reports);
        return new(check && output.Deviates ? ExitCode.Deviates : ExitCode.Done, reports);
    }

    // A listed table may have no expected values, but each named spec needs one. A check that compares nothing would look like a success.
    private static string? MissingExpectations(Experiment experiment)
    {
        var silent = experiment
            .Tables.GroupBy(table => table.Spec.File)
            .Where(spec => spec.All(table => table.Expected.Count == 0))
            .Select(spec => spec.Key)
            .ToList();
        return silent.Count == 0
            ? null
            : $"--check has nothing to compare: {string.Join(", ", silent)} {(silent.Count == 1 ? "has" : "have")} no 'expected'.";
    }

    // The values that the runs of one command line share.
    private sealed record Call(ExperimentSession Session, RunOptions How, ParseResult Parsed, bool Check, CancellationToken Cancel)
    {
        public bool KeepsReports { get; init; }
    }

    private sealed record Outcome(int Code, IReadOnlyList<TableReport> Reports);
}
