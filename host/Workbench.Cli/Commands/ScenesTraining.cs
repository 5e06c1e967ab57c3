using System.CommandLine;
using System.Diagnostics;
using Workbench.Engine.Model;
using Workbench.Engine.Native;
using Workbench.Scenes;
using Workbench.Training;
using static TorchSharp.torch;

namespace Workbench.Cli.Commands;

/// <summary><c>workbench scenes train</c> and <c>workbench scenes score</c>.</summary>
internal sealed class ScenesTraining(CommandContext context)
{
    private static readonly string s_weights = Path.Combine("experiments", "subjects", "scenes", "vgg16-scenes.safetensors");

    // Multiples of 16: with other widths oneDNN's gradients come out wrong on some CPUs.
    private static readonly int[] s_widths = [16, 32, 48, 64, 64];

    public Command Train()
    {
        var output = new Option<FileInfo>("--out") { Description = "Weights to write (.safetensors); replaced at each check", HelpName = "FILE", Required = true };
        var seed = new Option<ulong>("--seed") { Description = "Seed of the weights and of the scenes", HelpName = "N", DefaultValueFactory = _ => 1 };
        var scale = new Option<double>("--scale") { Description = "Size of the set of scenes, as a share of the recipe's", HelpName = "SHARE", DefaultValueFactory = _ => 1 };
        var threads = new Option<int>("--threads") { Description = "CPU threads of libtorch", HelpName = "N", DefaultValueFactory = _ => Environment.ProcessorCount };
        var command = new Command("train",
            """
            Trains the narrow VGG-16 on freshly rendered scenes. The whole recipe takes hours on two cores.

            Example:
              workbench scenes train --out my-scenes.safetensors --scale 0.01
            """) { output, seed, scale, threads };
        command.SetAction((parsed, cancel) => Task.Run(() => Run(
            parsed.GetValue(output)!.FullName, TrainingPlan.Default(parsed.GetValue(seed), parsed.GetValue(scale)), parsed.GetValue(threads), cancel), cancel));
        return command;
    }

    public Command Score()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "Weights to score; default: the embedded ones", DefaultValueFactory = _ => new FileInfo(s_weights) };
        var seed = new Option<ulong>("--seed") { Description = "Seed of the scenes", HelpName = "N", DefaultValueFactory = _ => 0 };
        var split = new Option<string>("--split") { Description = "Split of the scenes: another split has other scenes", HelpName = "NAME", DefaultValueFactory = _ => "test" };
        var count = new Option<int>("--count") { Description = "Scenes to score", HelpName = "N", DefaultValueFactory = _ => 1000 };
        var command = new Command("score",
            """
            Scores weights on scenes they were not trained on: average precision, loss, where Grad-CAM points.

            Examples:
              workbench scenes score
              workbench scenes score my-scenes.safetensors --count 200
            """) { file, seed, split, count };
        command.SetAction((parsed, cancel) => Task.Run(() =>
        {
            TorchRuntime.Load();
            Print(SceneScore.Of(Safetensors.Read(parsed.GetValue(file)!.FullName), parsed.GetValue(seed), parsed.GetValue(split)!, parsed.GetValue(count), cancel));
        }, cancel));
        return command;
    }

    private void Run(string output, TrainingPlan plan, int threads, CancellationToken cancel)
    {
        TorchRuntime.Load();
        set_num_threads(threads);
        Directory.CreateDirectory(Path.GetDirectoryName(output)!);
        var clock = Stopwatch.StartNew();
        using var network = new TrainableVgg(new VggShape(s_widths, 128, SceneClasses.Names.Count), plan.Seed);
        double recent = 0;
        var steps = 0;
        var trainer = new SceneTrainer(network, plan)
        {
            Stepped = step =>
            {
                recent = steps == 0 ? step.Loss : 0.97 * recent + 0.03 * step.Loss;
                if (++steps % 50 == 0) context.Writer.WriteLine($"{clock.Elapsed:hh\\:mm\\:ss} {step.Seen}/{step.Total} loss {recent:0.0000} rate {step.Rate:0.00000} {step.PerSecond:0.0} images/s");
            },
            Checked = step => Check(network, output, plan, step, clock.Elapsed, cancel),
        };
        var scenes = SceneStream.InMemory(plan.Seed, plan.Split, plan.Scenes, cancel);
        context.Writer.WriteLine($"{clock.Elapsed:hh\\:mm\\:ss} {scenes.Length} scenes drawn");
        trainer.Run(scenes, cancel);
        context.Writer.WriteLine($"{clock.Elapsed:hh\\:mm\\:ss} done: {output}");
    }

    private void Check(TrainableVgg network, string output, TrainingPlan plan, TrainingStep step, TimeSpan elapsed, CancellationToken cancel)
    {
        using var scope = NewDisposeScope();
        var weights = network.Plain();
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["classes"] = string.Join(',', SceneClasses.Names),
            ["convention"] = "scenes",
            ["seed"] = $"{plan.Seed}",
            ["renderer"] = $"{SceneRenderer.Version}",
        };
        Safetensors.Write(output, weights, metadata);
        context.Writer.WriteLine($"{elapsed:hh\\:mm\\:ss} {step.Seen}: weights written");
        var score = SceneScore.Of(weights, plan.Seed, "validation", 200, cancel);
        context.Writer.WriteLine($"{elapsed:hh\\:mm\\:ss} {step.Seen}: validation mAP {score.MeanPrecision:0.000}, loss {score.Loss:0.000}, Grad-CAM {score.Pointed:0.000} / {score.Restricted:0.000}, centre {score.Centred:0.000}");
    }

    private void Print(SceneScore score)
    {
        foreach (var (name, precision) in SceneClasses.Names.Zip(score.Precision)) context.Writer.WriteLine($"{name,-10} AP {precision:0.000}");
        context.Writer.WriteLine($"mAP {score.MeanPrecision:0.000}, loss {score.Loss:0.0000} over {score.Scenes} scenes");
        context.Writer.WriteLine($"Grad-CAM at features.29 points to the class in {score.Pointed:P1}, to the restricted class in {score.Restricted:P1}; the centre in {score.Centred:P1}");
    }
}
