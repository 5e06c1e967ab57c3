using System.Diagnostics;
using Workbench.Data;
using Workbench.Engine.Model;
using Workbench.Engine.Plugins;
using Workbench.Engine.Store;
using Workbench.Experiments;
using Workbench.Reporting;
using Workbench.Specs;

namespace Workbench.Scripting;

public sealed partial class Bench
{
    /// <summary>A grid of methods under metrics.</summary>
    /// <param name="methods">Rows: as in specs (<c>id@layer{option=value}</c>), or the script's own.</param>
    /// <param name="metrics">Columns.</param>
    public static Grid Grid(IEnumerable<Method> methods, IEnumerable<Metric> metrics) => new([.. methods], [.. metrics]);

    /// <summary>A grid of methods at layers under metrics: a row per method and layer, layers innermost. Methods that take no layer, or name one, stand once.</summary>
    /// <param name="methods">Methods.</param>
    /// <param name="layers">Layers: <c>b1</c>…<c>b5</c>, or torchvision's names.</param>
    /// <param name="metrics">Columns.</param>
    public Grid Grid(IEnumerable<Method> methods, IEnumerable<string> layers, IEnumerable<Metric> metrics)
    {
        var at = layers.ToList();
        return new(
            [.. methods.SelectMany(method => at.Select(layer => method.At(layer, Catalog))).DistinctBy(method => method.Text)],
            [.. metrics]);
    }

    /// <summary>Defines a method of the script's own, to stand in a grid beside the plugins'.</summary>
    /// <inheritdoc cref="Method.Define(string, LayerRef, Func{TorchSharp.torch.Tensor, TorchSharp.torch.Tensor, TorchSharp.torch.Tensor}, BackwardRule)"/>
    public static Method Define(
        string id,
        LayerRef layer,
        Func<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor, TorchSharp.torch.Tensor> map,
        BackwardRule? rule = null
    ) => Method.Define(id, layer, map, rule);

    /// <summary>Defines a method of the script's own, to stand in a grid beside the plugins'.</summary>
    /// <inheritdoc cref="Method.Define(string, PassRequest, Func{IPass, TorchSharp.torch.Tensor})"/>
    public static Method Define(string id, PassRequest reads, Func<IPass, TorchSharp.torch.Tensor> map) => Method.Define(id, reads, map);

    /// <summary>Defines a metric of the script's own.</summary>
    /// <inheritdoc cref="Metric.Define(string, TargetKinds, Func{ISampleMaps, int, double?}, Annotation, bool)"/>
    public static Metric DefineMetric(
        string id,
        TargetKinds targets,
        Func<ISampleMaps, int, double?> score,
        Annotation needs = Annotation.None,
        bool percent = false
    ) => Metric.Define(id, targets, score, needs, percent);

    /// <summary>Computes a grid in the fewest passes. What this bench has computed before is not computed again.</summary>
    /// <param name="grid">The grid.</param>
    /// <param name="limit">Images, from the first; null for <see cref="Limit"/>.</param>
    /// <param name="folder">Where rows are kept for the next process, and the table is written; null to keep them in memory.</param>
    /// <exception cref="PluginCallException">A method, metric, option or value does not exist; the message has the nearest name.</exception>
    /// <exception cref="Engine.Passes.PlanException">A layer does not exist, or the data lacks what a metric needs.</exception>
    /// <exception cref="OperationCanceledException">The user interrupted; what was done is kept.</exception>
    public ResultTable Run(Grid grid, int? limit = null, string? folder = null)
    {
        Refresh();
        return RunExperiment(
            () =>
                (Resolve(grid, limit), table =>
                    Names(grid.Methods.Select(method => method.Text), grid.Metrics.Select(metric => metric.Text), table)),
            folder
        )[0];
    }

    /// <summary>Computes a spec's tables, each as the command line's <c>run</c> does.</summary>
    /// <param name="spec">The spec's file.</param>
    /// <param name="limit">Images, from the first; null for the spec's own.</param>
    /// <param name="folder">Where rows are kept for the next process, and tables are written; null to keep them in memory.</param>
    /// <exception cref="SpecException">All that is wrong with the spec, with file, line and column.</exception>
    /// <exception cref="OperationCanceledException">The user interrupted; what was done is kept.</exception>
    public IReadOnlyList<ResultTable> RunSpec(string spec, int? limit = null, string? folder = null)
    {
        Refresh();
        return RunExperiment(() =>
        {
            List<SpecOverride> overrides = limit is { } images ? [new($"limit={images}")] : [];
            if (_settings.Dtype is { } dtype) overrides.Add(new($"dtype={Precision.NameOf(dtype)}"));
            var experiment = ExperimentFile.Load(spec, Catalog, overrides);
            Use(experiment.Spec.Subject, experiment.Spec.Dtype);
            return (experiment, table =>
                Names(
                    table.Spec.Methods.Select(call => call.Value.ToString()),
                    table.Spec.Metrics.Select(call => call.Value.ToString()),
                    table));
        }, folder);
    }

    // The plugins' instances live no longer than this call, so that their versions can be replaced.
    private IReadOnlyList<ResultTable> RunExperiment(
        Func<(Experiment Experiment, Func<Specs.Table, Dictionary<string, string>> Names)> resolve,
        string? folder)
    {
        var clock = Stopwatch.StartNew();
        var (experiment, names) = resolve();
        var run = new ExperimentRun(
            experiment,
            Subject,
            new RunSettings
            {
                Folder = folder,
                Gallery = folder is null ? 0 : new RunSettings().Gallery,
                PluginLimit = _settings.PluginLimit ?? PluginLimits.Call,
            });
        foreach (var failure in run.Failures) _settings.Say(failure);
        using var own = folder is null ? null : CellStore.Open(folder);
        var store = own ?? _store;
        _settings.Progress("images", run.Ids.Count, (report, token) => run.Compute(store, report, token), Cancel);
        if (run.Batches.Summary is { } summary && run.Computed > 0) _settings.Say(summary);
        Cancel.ThrowIfCancellationRequested();
        var reports = run.Reports(store);
        var end = run.End(reports, Args, clock.Elapsed.TotalSeconds);
        if (folder is not null) run.Write(store, end);
        return [.. experiment.Tables.Zip(reports, (table, report) => new ResultTable(report, names(table), end.Provenance))];
    }

    private Experiment Resolve(Grid grid, int? limit)
    {
        var methods = grid.Methods.Select(method => method.Resolve(Catalog)).ToList();
        var metrics = grid.Metrics.Select(metric => metric.Resolve(Catalog)).ToList();
        if (methods.Count == 0 || metrics.Count == 0) throw new PluginCallException(["A grid needs a method and a metric."]);
        foreach (var names in new[] { methods.Select(method => method.Name), metrics.Select(metric => metric.Name) })
            if (names.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { } twice)
                throw new PluginCallException([$"'{twice.Key}' stands twice in the grid."]);
        Marked<PluginCall> Called(PluginCall call) => new(call, new Mark("script", 1, 1));
        var spec = new TableSpec
        {
            Folder = "",
            Title = grid.Title,
            Methods = [.. methods.Select(method => Called(method.Call))],
            Metrics = [.. metrics.Select(metric => Called(metric.Call))],
        };
        return new Experiment(
            new ExperimentSpec
            {
                File = "script",
                Title = grid.Title,
                Tables = [spec],
                Subject = _spec,
                Limit = limit ?? Limit,
                Seed = Seed,
                Dtype = _dtype,
            },
            [new Specs.Table(spec, methods, metrics, [], null)]);
    }

    // As written, to canonical names.
    private static Dictionary<string, string> Names(IEnumerable<string> methods, IEnumerable<string> metrics, Specs.Table table)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (text, method) in methods.Zip(table.Methods)) names[text] = method.Name;
        foreach (var (text, metric) in metrics.Zip(table.Metrics)) names[text] = metric.Name;
        return names;
    }

    /// <summary>An argument of the script, by its place.</summary>
    /// <param name="index">Its place after the script's name, from 0.</param>
    /// <param name="fallback">Its value where it is not given.</param>
    /// <typeparam name="T">A number or a text.</typeparam>
    /// <exception cref="ScriptArgumentException">It is given and is no such value.</exception>
    public T Arg<T>(int index, T fallback) where T : IParsable<T> => index >= Args.Count
        ? fallback
        : T.TryParse(Args[index], System.Globalization.CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new ScriptArgumentException(
                $"The script's argument {index + 1} is '{Args[index]}', and must be {(typeof(T) == typeof(int) ? "a whole number" : $"a {typeof(T).Name}")}."
            );

    /// <summary>Prints a table.</summary>
    /// <param name="table">The table.</param>
    /// <param name="wide">Whether all columns are printed, also those that the terminal is too narrow for.</param>
    public void Print(ResultTable table, bool wide = false) =>
        ConsoleTable.Write(table.Report, _settings.Output, wide, "Print(table, wide: true) shows all");

    /// <summary>Prints a line.</summary>
    public void Print(object? value) => _settings.Output.Write(new Spectre.Console.Text($"{value}\n"));

    /// <summary>Does something for each item, with a progress bar; stops between items when the user interrupts.</summary>
    /// <param name="what">What is done, for the bar.</param>
    /// <param name="items">The items.</param>
    /// <param name="work">What is done with each.</param>
    /// <exception cref="OperationCanceledException">The user interrupted.</exception>
    public void Each<T>(string what, IEnumerable<T> items, Action<T> work)
    {
        var all = items.ToList();
        _settings.Progress(what, all.Count, (report, token) =>
        {
            foreach (var (i, item) in all.Index())
            {
                token.ThrowIfCancellationRequested();
                work(item);
                report.Report(i + 1);
            }
        }, Cancel);
    }
}

/// <summary>A script was given an argument that it cannot use.</summary>
public sealed class ScriptArgumentException(string message) : WorkbenchException(FailureKind.Usage, message);
