#!/usr/bin/env -S workbench script
// Maps of one image by every method, each at its default layer. All maps come from the same passes, and are drawn on one sheet.
// Arguments: an image of the data or a picture file (default: the first image), the sheet (01-one-image.png).
var image = Arg(0, Images[0]);
var sheet = Arg(1, "01-one-image.png");

// CAM needs a network with a global average, which a VGG is not.
var methods = Methods.Where(method => method.Id != "cam").Select(method => (Method)method.Id).ToList();
var maps = Maps(image, methods, "top1", "bottom1");
maps.Save(sheet);

foreach (var method in methods)
{
    var map = maps[method];
    var size = string.Join(" × ", map.shape[2..]);
    Print($"{method, -22} {size, 9}   {map.min().item<float>(), 10:0.0000} … {map.max().item<float>():0.0000}");
}
Print($"{methods.Count} methods, top1 is {Classes[maps.Classes[0]]}: {sheet}");
