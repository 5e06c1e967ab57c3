#!/usr/bin/env -S workbench script
// Randomisation curves: the similarity of a map to the original map while the layers are randomised, from the last to the first.
// Arguments: number of images (10), the picture (04-randomisation.png).
var images = Arg(0, 10);
var picture = Arg(1, "04-randomisation.png");

Method[] methods = ["gradcam@b5", "gradcam-pos@b5", "gradient", "guided-backprop"];
var table = Run(Grid(methods, ["parameter-randomization"]), limit: images);
Print(table);

var plot = NewPlot("Sanity check by random layers", "layers randomised, from the last", "similarity to the original map");
foreach (var method in methods)
{
    double[] values = [1, .. table.Curve(method, "parameter-randomization").Select(point => point.Value)];
    plot.Add.Scatter(Enumerable.Range(0, values.Length).Select(i => (double)i).ToArray(), values).LegendText = method.Text;
}
plot.ShowLegend(ScottPlot.Edge.Right);
Save(plot, picture);
