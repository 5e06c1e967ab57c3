using Spectre.Console;
using Workbench.Experiments;
using Workbench.Reporting;
using Workbench.Results;
using Workbench.Specs;

namespace Workbench.Cli.Commands;

/// <summary>The tables of a spec with several subjects, each joined over the subjects.</summary>
internal sealed class JoinedOutput(CommandContext context)
{
    /// <summary>Prints the joined tables, and writes them as Markdown, CSV, LaTeX, JSON and charts.</summary>
    /// <param name="experiment">The experiment on one of its subjects.</param>
    /// <param name="reports">Its tables on each subject.</param>
    /// <param name="folder">The folder to write; null for <c>runs/SPEC</c>.</param>
    /// <param name="wide">Whether a narrow terminal gets all columns.</param>
    public void Write(Experiment experiment, IReadOnlyList<IReadOnlyList<TableReport>> reports, string? folder, bool wide)
    {
        folder ??= Path.Combine(ExperimentRun.DefaultStore, Path.GetFileNameWithoutExtension(experiment.Spec.File));
        var files = 0;
        foreach (var (i, table) in experiment.Tables.Index())
        {
            IReadOnlyList<TableReport> parts = [.. reports.Select(ofSubject => ofSubject[i])];
            var joined = new TableReport(
                JoinedTable.Create([.. parts.Select(part => part.Result)]),
                null,
                [.. parts.SelectMany(part => part.Claims.Select(claim => claim with { Text = $"{part.Result.Subject}: {claim.Text}" }))]);
            context.Terminal.Write(context.Terminal.Render(console => ConsoleTable.Write(joined, console, wide)));
            files += ResultFolder.Write(joined, Path.Combine(folder, table.Spec.Folder)).Count;
        }
        context.Errors.WriteLine($"{files} files of the joined table{(experiment.Tables.Count == 1 ? "" : "s")} in {folder}");
    }
}
