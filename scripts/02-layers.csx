#!/usr/bin/env -S workbench script
// Class sensitivity by layer: methods that sum positive parts lose the class, more so at lower layers.
// Arguments: number of images (50), the picture (02-layers.png).
var images = Arg(0, 50);
var picture = Arg(1, "02-layers.png");

string[] methods = ["gradcam", "gradcam++", "gradcam-pos", "gradmid"];
string[] layers = ["b1", "b2", "b3", "b4", "b5"];
var table = Run(Grid(methods.Select(id => (Method)id), layers, ["class-sensitivity"]), limit: images);
Print(table);

var plot = NewPlot("Similarity of the maps of two classes", "layer", "class sensitivity (1: the same map)");
foreach (var method in methods)
    plot
        .Add.Scatter(new double[] { 1, 2, 3, 4, 5 }, layers.Select(layer => table[$"{method}@{layer}", "class-sensitivity"]).ToArray())
        .LegendText = method;
plot.Axes.Bottom.SetTicks([1, 2, 3, 4, 5], layers);
plot.ShowLegend(ScottPlot.Edge.Right);
Save(plot, picture);
