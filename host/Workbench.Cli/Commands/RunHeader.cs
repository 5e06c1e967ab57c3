using TorchSharp;
using Workbench.Cli.Stores;
using Workbench.Engine.Model;
using Workbench.Experiments;
using Workbench.Specs;

namespace Workbench.Cli.Commands;

/// <summary>The lines before a run's first pass, which describe its work on the terminal and in the log.</summary>
/// <param name="run">The run.</param>
/// <param name="experiment">Its tables and figures.</param>
/// <param name="subject">Its model and data.</param>
internal sealed class RunHeader(ExperimentRun run, Experiment experiment, Subject subject)
{
    private bool HasTables => experiment.Tables.Count > 0;

    /// <summary>The lines, without line ends.</summary>
    /// <param name="left">The number of images with missing rows.</param>
    /// <param name="store">Folder of the store.</param>
    /// <param name="threads">CPU threads.</param>
    public IReadOnlyList<string> Lines(int left, string store, int threads) =>
    [
        $"{experiment.Spec.Title} ({experiment.Spec.File})",
        $"  {subject.Name}: {ModelText}; {Number(subject.Data.Ids.Count, "image")} in the data",
        .. HasTables ? [$"  {Cells}", $"  {Images(left)}"] : (string[])[$"  {Figures}"],
        $"  on {Device(threads)}; into {DisplayPath.FromFullPath(Path.GetFullPath(run.Folder))}"
            + (HasTables ? $", rows in {Path.Combine(store, "store.db")}" : ""),
    ];

    // Shortened to fit a terminal's line. The complete architecture is in the provenance.
    private string ModelText =>
        $"{subject.Model.Architecture.ToString()!.Split(',')[0]} of {Number(subject.Model.Architecture.Classes, "class", "classes")}";

    private string Cells
    {
        get
        {
            var tables = experiment
                .Tables.Select(table => $"{Number(table.Methods.Count, "method")} × {Number(table.Metrics.Count, "metric")}")
                .ToList();
            var (states, sweeps) = (run.Plan.States.Count, run.Plan.States.Sum(state => state.Sweeps.Count));
            return $"{Number(run.Plan.Cells.Count, "cell")}: {string.Join(" + ", tables)}{(tables.Count > 1 ? ", shared ones once" : "")}"
                + $", from {Number(states, "forward pass", "forward passes")} and {Number(sweeps, "sweep")}"
                + (experiment.Figures.Count > 0 ? $"; then {Figures}" : "");
        }
    }

    private string Figures
    {
        get
        {
            var methods = experiment.Figures.Select(figure => Number(figure.Layout.Columns.Count, "method"));
            return $"{Number(experiment.Figures.Count, "figure")} of maps ({string.Join(", ", methods)})";
        }
    }

    private string Images(int left) =>
        left == 0 ? $"{Number(run.Ids.Count, "image")}, all already done"
        : left == run.Ids.Count ? $"{Number(left, "image")} to compute"
        : $"{Number(run.Ids.Count, "image")}: {run.Ids.Count - left} already done, {left} to compute";

    private string Device(int threads)
    {
        var cpu = subject.Model.Device.type == DeviceType.CPU ? $", {Number(threads, "thread")}" : "";
        return $"{subject.Model.Device}{cpu}, {Precision.NameOf(subject.Model.Arithmetic)}";
    }

    private static string Number(int count, string one, string? many = null) =>
        FormattableString.Invariant($"{count:#,0} {(count == 1 ? one : many ?? $"{one}s")}");
}
