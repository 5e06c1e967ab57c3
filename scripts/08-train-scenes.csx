#!/usr/bin/env -S workbench script
// Trains the embedded subject's network on images drawn from a seed. The shipped weights come from the whole recipe:
// './workbench scenes train --out FILE'.
// Arguments: fraction of the recipe's images (0.01: takes a minute and gives a poor classifier), the weights (08-scenes.safetensors).
using Workbench.Engine.Model;
using Workbench.Engine.Native;
using Workbench.Training;
using Workbench.Scenes;

var share = Arg(0, 0.01);
var weights = Arg(1, "08-scenes.safetensors");

TorchRuntime.Load();
var plan = TrainingPlan.Default(seed: 1, share);
var network = new TrainableVgg(VggShape.Default, plan.Seed);
var losses = new List<double>();
var trainer = new SceneTrainer(network, plan) { OnStep = step => losses.Add(step.Loss) };
trainer.Run(Cancel);
var metadata = new Dictionary<string, string> { ["classes"] = string.Join(',', SceneClasses.Names), ["convention"] = "scenes" };
Safetensors.Write(weights, network.ToPlainWeights(), metadata);
Print($"{plan.Stages.Sum(stage => stage.Images)} images, {losses.Count} steps: loss {losses[0]:0.000} → {losses[^1]:0.000}; {weights}");
