#!/usr/bin/env -S workbench script
// Sweeps of a parameter: RectGrad's q, and LRP's γ from 0 (LRP-0) to ∞ (the z⁺-rule), scored by pointing game and class sensitivity.
// Arguments: number of images (30), the folder of the pictures (.).
var images = Arg(0, 30);
var folder = Arg(1, ".");

double[] q = [0, 50, 80, 90, 95, 98, 99.5], gamma = [0, 0.1, 0.25, 0.5, 1, 2, 5, double.PositiveInfinity];
Sweep("rectgrad-q", "q, percent", q, value => $"rectgrad{{q={value}}}");
Sweep("lrp-gamma", "γ", gamma, value => double.IsPositiveInfinity(value) ? "lrp-gamma{gamma=.inf}" : $"lrp-gamma{{gamma={value}}}");

void Sweep(string name, string axis, double[] values, Func<double, string> method)
{
    Metric[] metrics = ["pointing-game", "class-sensitivity"];
    var table = Run(Grid(values.Select(value => (Method)method(value)), metrics), limit: images);
    Print(table);
    var plot = NewPlot(name, axis, "fraction of hits · similarity of the maps of two classes");
    double[] places = [.. values.Select((_, i) => (double)i)];
    foreach (var metric in metrics)
        plot.Add.Scatter(places, values.Select(value => table[method(value), metric]).ToArray()).LegendText = metric.Text;
    plot.Axes.Bottom.SetTicks(places, [.. values.Select(value => double.IsPositiveInfinity(value) ? "∞" : $"{value}")]);
    plot.Axes.SetLimitsY(0, 1.02);
    plot.ShowLegend(ScottPlot.Edge.Right);
    Save(plot, Path.Combine(folder, $"07-{name}.png"));
}
