#!/usr/bin/env -S workbench script
// The paper's four tables: methods × layers × metrics. The numbers equal those of experiments/table1.yaml … table4.yaml.
// Arguments: number of images (all), the folder (runs/tables).
var images = Arg(0, int.MaxValue);
var folder = Arg(1, "runs/tables");

Method[] aggregation = ["gradcam@b5", "fullgrad", "gradcam++", "gradcam-pos", "gradmid", "cumulative-gradcam", "cumulative-gradmid"];
Method[] propagation = ["guided-backprop", "gradient", "rectgrad", "rectgrad-mod", "lrp-gamma{gamma=.inf}", "lrp-0"];
string[] layers = ["b5", "b4", "b3", "b2", "b1"];
Metric[] games = ["pointing-game", "restricted-pointing-game"], sensitivity = ["class-sensitivity"];

Table("Table 1. Pointing game on aggregation methods", aggregation, games);
Table("Table 2. Class sensitivity of aggregation methods", aggregation, sensitivity);
Table("Table 3. Pointing game on propagation methods", propagation, games);
Table("Table 4. Class sensitivity of propagation methods", propagation, sensitivity);

void Table(string title, Method[] methods, Metric[] metrics)
{
    var table = Run(Grid(methods, layers, metrics) with { Title = title }, limit: images);
    Print(table);
    table.Save(Path.Combine(folder, title[..7].Replace(" ", "").ToLowerInvariant()));
}
