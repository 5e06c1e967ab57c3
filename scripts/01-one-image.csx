#!/usr/bin/env -S workbench script
// One image through every method, at its default layer: all maps from the same passes, on one sheet.
// Arguments: an image of the data or a picture file (the first image), the sheet (01-one-image.png).
var image = Arg(0, Images[0]);
var sheet = Arg(1, "01-one-image.png");

var methods = Methods.Select(method => (Method)method.Id).ToList();
var maps = Maps(image, methods, "top1", "bottom1");
maps.Save(sheet);

foreach (var method in methods)
    Print(
        $"{method, -22} {string.Join(" × ", maps[method].shape[2..]), 9}   {maps[method].min().item<float>(), 10:0.0000} … {maps[method].max().item<float>():0.0000}"
    );
Print($"{methods.Count} methods, top1 is {Classes[maps.Classes[0]]}: {sheet}");
