using System.CommandLine;
using Spectre.Console;
using Workbench.Data;
using Workbench.Engine.Passes;
using Workbench.Experiments;
using Workbench.Specs;

namespace Workbench.Cli.Commands;

/// <summary><c>workbench validate SPEC…</c>: shows all mistakes of specs, each by itself, without running them.</summary>
internal sealed class ValidateCommand(CommandContext context)
{
    public Command Create()
    {
        var options = new ExperimentOptions();
        var command = new Command("validate",
            """
            Reads each spec, looks up every name, loads the subject and plans. Shows the contents of each spec, or all its mistakes.

            Example:
              workbench validate experiments/*.yaml
            """);
        options.AddTo(command);
        command.SetAction((parsed, cancel) => Task.FromResult(Run(options, parsed, cancel)));
        return command;
    }

    private int Run(ExperimentOptions options, ParseResult parsed, CancellationToken cancel)
    {
        using var plugins = context.LoadPlugins();
        using var session = options.Open(context, parsed, cancel);
        var wrong = new List<FailureKind>();
        foreach (var spec in parsed.GetValue(options.Spec)!)
        {
            cancel.ThrowIfCancellationRequested();
            try
            {
                var experiments = ExperimentFile.LoadBySubject([spec], plugins, options.Overrides(parsed));
                foreach (var experiment in experiments)
                {
                    var run = new ExperimentRun(experiment, session.Subject(experiment.Spec));
                    if (run.Failures.ToList() is { Count: > 0 } failures) throw new PlanException(failures);
                    var where = experiments.Count > 1 ? $" on {experiment.Spec.Subject.Name}" : "";
                    context.Output.WriteLine($"{spec}: ok{where}, {Contents(experiment, run.Ids.Count)}");
                }
            }
            catch (SpecException error)
            {
                wrong.Add(FailureKind.Usage);
                foreach (var problem in error.Problems) context.Errors.MarkupLineInterpolated($"[red]{problem}[/]");
            }
            // These messages have no line in a file, so they get the spec's name.
            catch (WorkbenchException error)
            {
                wrong.Add(error.Kind);
                foreach (var line in error.Message.Split('\n')) context.Errors.MarkupLineInterpolated($"[red]{spec}: {line.TrimEnd()}[/]");
            }
        }
        return wrong.Count == 0 ? ExitCode.Done : wrong.Contains(FailureKind.Usage) ? ExitCode.Usage : ExitCode.Unavailable;
    }

    private static string Contents(Experiment experiment, int images)
    {
        if (experiment.Tables is [{ Spec.Folder: "" } single]) return $"{Size(single)}, {Count(images, "image")}";
        if (experiment.Figures is [{ Spec.Folder: "" } figure]) return $"a figure of {Count(figure.Layout.Columns.Count, "method")}";
        var tables = experiment.Tables.Select(table =>
            $"{table.Spec.Folder} {Size(table)}{(table.Spec.Limit < images ? $", {Count(table.Spec.Limit.Value, "image")}" : "")}");
        return string.Join(", ", new[]
        {
            experiment.Tables.Count == 0
                ? ""
                : $"{Count(experiment.Tables.Count, "table")} ({string.Join("; ", tables)}), {Count(images, "image")}",
            experiment.Figures.Count == 0
                ? ""
                : $"{Count(experiment.Figures.Count, "figure")} ({string.Join(", ", experiment.Figures.Select(one => one.Spec.Name))})",
        }.Where(part => part.Length > 0));
    }

    private static string Size(Specs.ResolvedTable table) =>
        $"{Count(table.Methods.Count, "method")} × {Count(table.Metrics.Count, "metric")}";

    private static string Count(int count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";
}
