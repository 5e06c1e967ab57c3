using System.Diagnostics;
using Workbench.Data;
using Workbench.Engine.Model;
using Workbench.Engine.Plugins;
using Workbench.Engine.Store;
using Workbench.Experiments;
using Workbench.Reporting;
using Workbench.Specs;
using Tensor = TorchSharp.torch.Tensor;

namespace Workbench.Scripting;

public sealed partial class Bench
{
    /// <summary>A grid of methods and metrics.</summary>
    /// <param name="methods">The rows: methods as in specs (<c>id@layer{option=value}</c>), or defined in the script.</param>
    /// <param name="metrics">The columns.</param>
    public static Grid Grid(IEnumerable<Method> methods, IEnumerable<Metric> metrics) => new([.. methods], [.. metrics]);

    /// <summary>
    /// A grid of methods at layers, and metrics: a row per method and layer, layers innermost. A method that takes no layer, or names one,
    /// has one row.
    /// </summary>
    /// <param name="methods">The methods.</param>
    /// <param name="layers">The layers: <c>b1</c>…<c>b5</c>, or torchvision's names.</param>
    /// <param name="metrics">The columns.</param>
    public Grid Grid(IEnumerable<Method> methods, IEnumerable<string> layers, IEnumerable<Metric> metrics)
    {
        var at = layers.ToList();
        return new(
            [.. methods.SelectMany(method => at.Select(layer => method.At(layer, Catalog))).DistinctBy(method => method.Text)],
            [.. metrics]);
    }

    /// <summary>Defines a method in the script, for use in a grid like a plugin's method.</summary>
    /// <inheritdoc cref="Method.Define(string, LayerRef, Func{Tensor, Tensor, Tensor}, BackwardRule)"/>
    public static Method Define(string id, LayerRef layer, Func<Tensor, Tensor, Tensor> map, BackwardRule? rule = null) =>
        Method.Define(id, layer, map, rule);

    /// <summary>Defines a method in the script, for use in a grid like a plugin's method.</summary>
    /// <inheritdoc cref="Method.Define(string, PassRequest, Func{IPass, Tensor})"/>
    public static Method Define(string id, PassRequest reads, Func<IPass, Tensor> map) => Method.Define(id, reads, map);

    /// <summary>Defines a metric in the script.</summary>
    /// <inheritdoc cref="Metric.Define(string, TargetKinds, Func{ISampleMaps, int, double?}, Annotation, bool)"/>
    public static Metric DefineMetric(
        string id,
        TargetKinds targets,
        Func<ISampleMaps, int, double?> score,
        Annotation needs = Annotation.None,
        bool percent = false) =>
        Metric.Define(id, targets, score, needs, percent);

    /// <summary>Computes a grid in the fewest passes. Cells that this bench has computed before are reused.</summary>
    /// <param name="grid">The grid.</param>
    /// <param name="limit">Number of images, from the first; null for <see cref="Limit"/>.</param>
    /// <param name="folder">Folder for the table, and for the rows, which a later process reuses; null to keep them in memory.</param>
    /// <exception cref="PluginCallException">
    /// A method, metric, option or value does not exist; the message has the nearest name.
    /// </exception>
    /// <exception cref="Engine.Passes.PlanException">A layer does not exist, or the data lacks what a metric needs.</exception>
    /// <exception cref="OperationCanceledException">The user interrupted. Finished images are kept.</exception>
    public ResultTable Run(Grid grid, int? limit = null, string? folder = null)
    {
        Refresh();
        return RunExperiment(
            () =>
                (Resolve(grid, limit), table =>
                    Names(grid.Methods.Select(method => method.Text), grid.Metrics.Select(metric => metric.Text), table)),
            folder)[0];
    }

    /// <summary>Computes the tables of a spec, like <c>workbench run</c>.</summary>
    /// <param name="spec">The spec file.</param>
    /// <param name="limit">Number of images, from the first; null for the spec's limit.</param>
    /// <param name="folder">Folder for the tables, and for the rows, which a later process reuses; null to keep them in memory.</param>
    /// <returns>The tables, in the order of the spec.</returns>
    /// <exception cref="SpecException">The spec has mistakes. All are listed, with file, line and column.</exception>
    /// <exception cref="OperationCanceledException">The user interrupted. Finished images are kept.</exception>
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

    // Plugin instances must not outlive this call, or a rebuilt plugin could not replace them.
    private IReadOnlyList<ResultTable> RunExperiment(
        Func<(Experiment Experiment, Func<Specs.ResolvedTable, Dictionary<string, string>> Names)> resolve,
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
        if (run.Batches.Summary is { } summary && run.ComputedImages > 0) _settings.Say(summary);
        Cancel.ThrowIfCancellationRequested();
        var reports = run.Reports(store);
        var end = run.Finish(reports, Args, clock.Elapsed.TotalSeconds);
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
                throw new PluginCallException([$"'{twice.Key}' is in the grid twice."]);
        Marked<PluginCall> Called(PluginCall call) => new(call, new SourceMark("script", 1, 1));
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
            [new Specs.ResolvedTable(spec, methods, metrics, [], null)]);
    }

    // Maps the names in the script to canonical names.
    private static Dictionary<string, string> Names(IEnumerable<string> methods, IEnumerable<string> metrics, Specs.ResolvedTable table)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (text, method) in methods.Zip(table.Methods)) names[text] = method.Name;
        foreach (var (text, metric) in metrics.Zip(table.Metrics)) names[text] = metric.Name;
        return names;
    }

    /// <summary>An argument of the script.</summary>
    /// <param name="index">Position after the script's name, from 0.</param>
    /// <param name="fallback">The value if the argument is missing.</param>
    /// <typeparam name="T">A number type, or string.</typeparam>
    /// <exception cref="ScriptArgumentException">The argument is not a <typeparamref name="T"/>.</exception>
    public T Arg<T>(int index, T fallback) where T : IParsable<T> => index >= Args.Count
        ? fallback
        : T.TryParse(Args[index], System.Globalization.CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new ScriptArgumentException(
                $"Script argument {index + 1} is '{Args[index]}', but must be "
                + $"{(typeof(T) == typeof(int) ? "a whole number" : $"a {typeof(T).Name}")}.");

    /// <summary>Prints a table.</summary>
    /// <param name="table">The table.</param>
    /// <param name="wide">Whether to print all columns, even if the terminal is too narrow.</param>
    public void Print(ResultTable table, bool wide = false) =>
        ConsoleTable.Write(table.Report, _settings.Output, wide, "Print(table, wide: true) shows all");

    /// <summary>Prints a line.</summary>
    public void Print(object? value) => _settings.Output.Write(new Spectre.Console.Text($"{value}\n"));

    /// <summary>Calls an action for each item, with a progress bar. Stops between items if the user interrupts.</summary>
    /// <param name="what">Label of the progress bar.</param>
    /// <param name="items">The items.</param>
    /// <param name="work">The action.</param>
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

/// <summary>An argument of a script has the wrong type.</summary>
/// <param name="message">A sentence for the user.</param>
public sealed class ScriptArgumentException(string message) : WorkbenchException(FailureKind.Usage, message);
