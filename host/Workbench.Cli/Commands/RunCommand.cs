using System.CommandLine;
using System.Diagnostics;
using Spectre.Console;
using Workbench.Engine.Native;
using Workbench.Engine.Passes;
using Workbench.Engine.Runs;
using Workbench.Reporting;
using Workbench.Reporting.Claims;
using Workbench.Specs;

namespace Workbench.Cli.Commands;

/// <summary><c>workbench run SPEC</c>: computes a spec's tables, or the rest of them.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var options = new ExperimentOptions();
        var output = new Option<string?>("--out") { Description = "Folder for tables, rows and provenance; default: runs/SPEC-SUBJECT-KEY", HelpName = "DIR" };
        var batch = new Option<int?>("--batch") { Description = "Images per batch; default: chosen by memory. Results do not depend on it", HelpName = "N" };
        var command = new Command("run",
            """
            Computes a spec's table or tables: rows per image, tables with 95 % intervals, figures and provenance. Run again, it resumes at the first missing image.

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
        var papers = experiment.Tables.Select(table => table.Spec.Paper is { } file ? PaperTable.Load(file.Value) : null).ToList();
        var subject = SubjectLoader.Load(spec.Subject, parsed.GetValue(options.Device), spec.Dtype, cancel);
        using var model = subject.Model;

        var plan = Planner.Plan(experiment.Cells, subject.Model.Card, subject.Data.Has);
        foreach (var failure in plan.Failed.Select(cell => cell.Reason).Distinct()) Terminal.Errors.MarkupLineInterpolated($"[yellow]{failure}[/]");
        var key = RunKey.Of(subject, experiment.Cells, spec.Seed);
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

        var reports = experiment.Tables.Zip(papers, (table, paper) =>
        {
            var result = run.Tabulate(table.Spec.Title, [.. table.Methods.Select(method => new MethodLine(method.Name, null))], table.Metrics, ids, key, journal);
            return new Report(result, paper, ClaimCheck.Check(result, table.Claims, spec.Seed)) { Figure = table.Figure };
        }).ToList();
        var done = reports[0].Result.Images + reports[0].Result.SkippedImages.Count;   // of those asked for: the journal may hold more
        var files = experiment.Tables.Zip(reports, (table, report) => ResultFolder.Write(report, Path.Combine(folder, table.Spec.Folder)).Select(file => Path.Combine(table.Spec.Folder, file)));
        List<string> written = [.. files.SelectMany(names => names), "provenance.json"];
        ResultFolder.Write(Path.Combine(folder, "provenance.json"), writer => writer.Write(Provenance.Describe(
            SpecWriter.Write(experiment), Environment.GetCommandLineArgs()[1..], subject, plan, key, (done, ids.Count), clock.Elapsed.TotalSeconds, computed)));

        foreach (var report in reports) ConsoleTable.Write(report, Terminal.Output);
        var rate = computed > 0 ? $"{computed} image{(computed == 1 ? "" : "s")} in {clock.Elapsed.TotalSeconds:0.0} s" : $"nothing left to compute, {clock.Elapsed.TotalSeconds:0.0} s";
        Terminal.Errors.WriteLine($"{rate}; {folder}/{string.Join(", ", written)}");
        if (cancel.IsCancellationRequested)
        {
            Terminal.Errors.WriteLine($"Interrupted: {done} of {ids.Count} images are kept; the same command resumes.");
            return ExitCode.Interrupted;
        }
        return reports.SelectMany(report => report.Result.Cells).Any(cell => cell.Failure is not null || cell.Faults > 0) ? ExitCode.CellsFailed : ExitCode.Done;
    }
}
