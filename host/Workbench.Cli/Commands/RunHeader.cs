using Workbench.Cli.Commands.Runs;
using Workbench.Engine.Model;
using Workbench.Engine.Runs;
using Workbench.Scripting.Experiments;
using Workbench.Specs;

namespace Workbench.Cli.Commands;

/// <summary>What a run is about to do, in a few lines before the first pass: for whoever waits, and for who reads its log.</summary>
internal static class RunHeader
{
    /// <summary>The lines.</summary>
    /// <param name="run">The run.</param>
    /// <param name="experiment">Its tables and figures.</param>
    /// <param name="subject">Its model and data.</param>
    /// <param name="left">Images that something is to be computed for.</param>
    /// <param name="store">Folder of its store.</param>
    /// <param name="threads">CPU threads.</param>
    public static IReadOnlyList<string> Lines(ExperimentRun run, Experiment experiment, Subject subject, int left, string store, int threads)
    {
        var model = subject.Model;
        string[] work = experiment.Tables.Count == 0 ? [Figures(experiment)] : [Cells(run, experiment), Images(run, left)];
        return
        [
            $"{experiment.Spec.Title} ({experiment.Spec.File})",
            $"  {subject.Name}: {model.Card}; {Number(subject.Data.Ids.Count, "image")} in the data",
            .. work.Select(line => $"  {line}"),
            $"  on {model.Device}{(model.Device.type == TorchSharp.DeviceType.CPU ? $", {Number(threads, "thread")}" : "")}, {Precision.NameOf(model.Arithmetic)}; into {RunsListCommand.Shown(Path.GetFullPath(run.Folder))}"
            + (experiment.Tables.Count > 0 ? $", rows in {Path.Combine(store, "store.db")}" : ""),
        ];
    }

    private static string Cells(ExperimentRun run, Experiment experiment)
    {
        var tables = experiment.Tables.Select(table => $"{Number(table.Methods.Count, "method")} × {Number(table.Metrics.Count, "metric")}").ToList();
        var (states, sweeps) = (run.Plan.States.Count, run.Plan.States.Sum(state => state.Sweeps.Count));
        return $"{Number(run.Plan.Cells.Count, "cell")}: {string.Join(" + ", tables)}{(tables.Count > 1 ? ", shared ones once" : "")}; an image takes {Number(states, "forward pass", "forward passes")} and {Number(sweeps, "backward sweep")}"
            + (experiment.Figures.Count > 0 ? $"; then {Figures(experiment)}" : "");
    }

    private static string Images(ExperimentRun run, int left) => left == 0 ? $"{Number(run.Ids.Count, "image")}, all done already"
        : left == run.Ids.Count ? $"{Number(left, "image")} to compute" : $"{Number(run.Ids.Count, "image")}: {run.Ids.Count - left} done already, {left} to compute";

    private static string Figures(Experiment experiment) =>
        $"{Number(experiment.Figures.Count, "figure")} of maps ({string.Join(", ", experiment.Figures.Select(figure => Number(figure.Layout.Columns.Count, "method")))})";

    private static string Number(int count, string one, string? many = null) => FormattableString.Invariant($"{count:#,0} {(count == 1 ? one : many ?? $"{one}s")}");
}
