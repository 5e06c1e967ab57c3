#!/usr/bin/env -S workbench script
// Defines a new method and compares it with GradCAM: the evidence of the strongest channel at each position instead of the sum.
// Arguments: number of images (100), the picture (05-new-method.png).
var images = Arg(0, 100);
var picture = Arg(1, "05-new-method.png");

var mine = Define("strongest-channel", "b4", (a, g) => (a * g).amax([1], keepdim: true).relu());

Print(Run(Grid([mine, "gradcam@b4", "layercam@b4"], ["pointing-game", "restricted-pointing-game", "class-sensitivity"]), limit: images));
Maps(Images[0], [mine, "gradcam@b4", "layercam@b4"], "top1", "bottom1").Save(picture);
