using System.CommandLine;
using System.Diagnostics;
using Spectre.Console;
using Workbench.Engine.Native;
using Workbench.Engine.Passes;
using Workbench.Engine.Runs;
using Workbench.Reporting;
using Workbench.Specs;

namespace Workbench.Cli.Commands;

/// <summary><c>workbench run SPEC</c>: computes a spec's table, or the rest of it.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var options = new ExperimentOptions();
        var output = new Option<string?>("--out") { Description = "Folder for tables, rows and provenance; default: runs/SPEC-SUBJECT-KEY", HelpName = "DIR" };
        var batch = new Option<int?>("--batch") { Description = "Images per batch; default: chosen by memory. Results do not depend on it", HelpName = "N" };
        var command = new Command("run",
            """
            Computes a spec's table: rows per image, the table with 95 % intervals, and provenance. Run again, it resumes at the first missing image.

            Examples:
              workbench run experiments/table1.yaml
              workbench run experiments/table1.yaml --limit 50 --out quick
              workbench run experiments/table1.yaml --subject my-subject.yaml --set 'methods=[METHOD@b5, METHOD@b4]'
            """);
        options.AddTo(command);
        command.Options.Add(output);
        command.Options.Add(batch);
        ExperimentOptions.AtLeastOne(batch);
        command.SetAction((parsed, cancel) => Task.FromResult(Run(options, parsed, parsed.GetValue(output), parsed.GetValue(batch) ?? 0, cancel)));
        return command;
    }

    private static int Run(ExperimentOptions options, ParseResult parsed, string? output, int batch, CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        TorchRuntime.Load();
        if (parsed.GetValue(options.Threads) is { } threads) TorchSharp.torch.set_num_threads(threads);
        using var plugins = ExperimentOptions.LoadPlugins();
        var experiment = options.Load(parsed, plugins);
        var spec = experiment.Spec;
        var paper = spec.Paper is { } file ? PaperTable.Load(file.Value) : null;
        var subject = SubjectLoader.Load(spec.Subject, parsed.GetValue(options.Device), spec.Dtype, cancel);
        using var model = subject.Model;

        Cell[] cells = [.. experiment.Methods.SelectMany(method => experiment.Metrics.Select(metric => new Cell(method, metric)))];
        var plan = Planner.Plan(cells, subject.Model.Card, subject.Data.Has);
        foreach (var failure in plan.Failed.Select(cell => cell.Reason).Distinct()) Terminal.Errors.MarkupLineInterpolated($"[yellow]{failure}[/]");
        var key = RunKey.Of(subject, cells, spec.Seed);
        var ids = subject.Data.Ids.Take(spec.Limit ?? int.MaxValue).ToList();
        var folder = output ?? Path.Combine("runs", $"{Path.GetFileNameWithoutExtension(spec.File)}-{subject.Name}-{key.Short}");

        using var journal = Journal.Open(folder, key);
        if (journal.SupersededFolder is { } aside)
            Terminal.Errors.WriteLine($"'{folder}' held another run ({string.Join(", ", journal.Superseded)} differ); its files are in '{aside}'.");
        var run = new GridRun(subject, plan, spec.Seed, batch);
        var computed = 0;
        Progress.Bar("images", ids.Count, (report, token) => run.Compute(ids, key, journal, step =>
        {
            report.Report(step.Done);
            computed = step.Computed;
        }, token), cancel);

        var lines = experiment.Methods.Select(method => new MethodLine(method.Name, null)).ToList();
        var result = run.Tabulate(spec.Title, lines, experiment.Metrics, ids, key, journal);
        var report = new Report(result, paper, ClaimCheck.Check(result, experiment.Claims, spec.Seed));
        var done = result.Images + result.SkippedImages.Count;   // of those asked for: the journal may hold more
        ResultFolder.Write(report, folder);
        ResultFolder.Write(Path.Combine(folder, "provenance.json"), writer => writer.Write(Provenance.Describe(
            SpecWriter.Write(experiment), Environment.GetCommandLineArgs()[1..], subject, plan, key, (done, ids.Count), clock.Elapsed.TotalSeconds, computed)));

        ConsoleTable.Write(report, Terminal.Output);
        var rate = computed > 0 ? $"{computed} image{(computed == 1 ? "" : "s")} in {clock.Elapsed.TotalSeconds:0.0} s" : $"nothing left to compute, {clock.Elapsed.TotalSeconds:0.0} s";
        Terminal.Errors.WriteLine($"{rate}; {folder}/table.md, table.csv, samples.csv, skipped.csv, provenance.json");
        if (cancel.IsCancellationRequested)
        {
            Terminal.Errors.WriteLine($"Interrupted: {done} of {ids.Count} images are kept; the same command resumes.");
            return ExitCode.Interrupted;
        }
        return result.Cells.Any(cell => cell.Failure is not null || cell.Skipped.Any(skip => skip.Class is null)) ? ExitCode.CellsFailed : ExitCode.Done;
    }
}
