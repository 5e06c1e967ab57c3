using Workbench.Engine.Passes;
using Workbench.Engine.Plugins;
using Workbench.Engine.Runs;
using Workbench.Experiments.Figures;
using Workbench.Results;

namespace Workbench.Scripting;

public sealed partial class Bench
{
    /// <summary>
    /// Computes a figure of maps: a row per class, a column per method, all from the same passes. <c>.Save("mine.png")</c> writes it.
    /// </summary>
    /// <param name="methods">The columns.</param>
    /// <param name="image">An id of <see cref="Images"/>, or the path of a picture.</param>
    /// <param name="classes">
    /// Classes by number or name, <c>top1</c>, <c>bottom1</c>, or <c>present1</c>, <c>present2</c>… for the classes of the image's objects,
    /// the largest object first. Empty for <c>top1</c>.
    /// </param>
    /// <param name="states">
    /// States of the model: <c>trained</c>, <c>half</c>, <c>full</c>, or a layer, which is randomised together with all layers above it.
    /// Null for <c>trained</c>.
    /// </param>
    /// <param name="title">Title of the figure.</param>
    /// <param name="scale">The maps that share a colour scale.</param>
    /// <param name="sign">How negative values are drawn.</param>
    /// <exception cref="Data.DataException">The image does not exist, or has too few objects.</exception>
    /// <exception cref="PluginCallException">A method, option or value does not exist.</exception>
    /// <exception cref="PlanException">A class, state or layer does not exist.</exception>
    public ComputedFigure Figure(
        IEnumerable<Method> methods,
        string image,
        IEnumerable<string> classes,
        IEnumerable<string>? states = null,
        string title = "",
        MapScale scale = MapScale.Cell,
        MapSign sign = MapSign.Signed)
    {
        Refresh();
        var columns = methods
            .Select(method => new FigureColumn(method.Resolve(Catalog), method.Text))
            .DistinctBy(column => column.Method.Name)
            .ToList();
        if (columns.Count == 0) throw new PluginCallException(["A figure needs a method."]);
        var (asked, under) = (classes.ToList(), states?.ToList() ?? [ModelState.Trained.Id]);
        var rows = new FigureRows(asked.Count > 0 ? asked : [MapTarget.Top], under.Count > 0 ? under : [ModelState.Trained.Id]);
        var figure = new FigureRun(
            new MapFigureLayout("figure", title, new FigureImages([image]), rows, columns) { Scale = scale, Sign = sign },
            Subject,
            Seed);
        ComputedFigure? computed = null;
        _settings.Progress("maps", figure.Steps, (report, token) => computed = figure.Compute(steps: report, cancel: token), Cancel);
        var drawn = computed!;
        foreach (var failure in drawn.Failures) _settings.Say(failure);
        return drawn;
    }
}
