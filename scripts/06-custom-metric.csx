#!/usr/bin/env -S workbench script
// Defines a new metric: the fraction of a map's positive mass inside the boxes of its class.
// Arguments: number of images (100).
var images = Arg(0, 100);

var mass = DefineMetric("mass-in-box", TargetKinds.PresentClasses, (maps, target) =>
{
    using var map = nn.functional.interpolate(
        maps.Map(target).relu(),
        [maps.Sample.Height, maps.Sample.Width],
        mode: InterpolationMode.Bilinear,
        align_corners: false);
    using var inside = zeros_like(map);
    foreach (var box in maps.Sample.Objects.Where(box => box.Class == target))
        inside[.., .., box.YMin..(box.YMax + 1), box.XMin..(box.XMax + 1)] = 1;
    var all = map.sum().item<float>();
    return all > 0 ? (map * inside).sum().item<float>() / all : null;
}, needs: Annotation.Boxes, percent: true);

Print(Run(Grid(["gradcam@b5", "gradcam-pos@b5", "gradient", "guided-backprop", "random"], [mass, "pointing-game"]), limit: images));
