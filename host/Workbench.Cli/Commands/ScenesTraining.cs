using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using Workbench.Engine.Model;
using Workbench.Engine.Native;
using Workbench.Scenes;
using Workbench.Training;
using static TorchSharp.torch;

namespace Workbench.Cli.Commands;

/// <summary><c>workbench scenes train</c> and <c>workbench scenes score</c>.</summary>
internal sealed class ScenesTraining(CommandContext context)
{
    private const string Vgg16 = "vgg16";

    private static readonly string s_weights = Path.Combine("experiments", "subjects", "scenes", "vgg16-scenes.safetensors");

    public Command Train()
    {
        var output = new Option<FileInfo>("--out")
        {
            Description = "Weights to write (.safetensors); written after each stage and every five minutes",
            HelpName = "FILE",
            Required = true,
        };
        var seed = Optional<ulong>("--seed", "N", "Seed of the weights and of the images", 1);
        var scale = Optional("--scale", "SHARE", "Images of each stage, as a share of the recipe's", 1.0);
        var channels = new Option<int[]>("--channels")
        {
            Description = "Channels of the five blocks; multiples of 16 are fastest",
            HelpName = "N",
            Arity = new ArgumentArity(5, 5),
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [.. VggShape.Default.Widths],
        };
        var hidden = Optional("--hidden", "N", "Units of each hidden fully connected layer", VggShape.Default.Hidden);
        var body = new Option<FileInfo?>("--body")
        {
            Description = "Weights whose blocks 1 to 4 are kept; only the last block and the classifier are trained",
            HelpName = "FILE",
        };
        var architecture = new Option<string>("--architecture")
        {
            Description = "The network; those other than vgg16 have fixed widths and a recipe of their own",
            HelpName = "NAME",
            DefaultValueFactory = _ => Vgg16,
        };
        architecture.AcceptOnlyFromAmong([Vgg16, .. InitialWeights.Architectures]);
        var decay = Optional("--decay", "SHARE", "Weight decay", TrainingPlan.DefaultDecay);
        var threads = Optional("--threads", "N", "CPU threads of libtorch", Environment.ProcessorCount);
        Positive(scale);
        Positive(hidden);
        Positive(threads);
        channels.Validators.Add(result =>
        {
            if (result.Tokens.Any(token => int.TryParse(token.Value, out var width) && width <= 0))
                result.AddError("--channels: write five whole numbers above 0, for example --channels 16 32 48 64 32.");
        });
        var command = new Command("train",
            """
            Trains a narrow network on newly drawn images and their classes. The whole recipe takes about an hour on two
            cores, with --body ten minutes.

            Examples:
              workbench scenes train --out my-scenes.safetensors --scale 0.01
              workbench scenes train --out wide.safetensors --channels 16 32 48 64 64
              workbench scenes train --out last-16.safetensors --body my-scenes.safetensors --channels 16 32 48 64 16
              workbench scenes train --out resnet.safetensors --architecture resnet18
            """) { output, seed, scale, architecture, channels, hidden, body, decay, threads };
        command.Validators.Add(result =>
        {
            // The tokens, since reading the value of an unknown name throws.
            if (result.GetResult(architecture)?.Tokens is not [{ Value: not Vgg16 and var other }]) return;
            Option[] ofVgg = [channels, hidden, body];
            foreach (var option in ofVgg.Where(option => result.GetResult(option) is { Implicit: false }))
                result.AddError($"{option.Name} is for {Vgg16}, and the architecture is {other}.");
        });
        command.SetAction((parsed, cancel) => Task.Run(() =>
        {
            var (seeded, scaled, decaying) = (parsed.GetValue(seed), parsed.GetValue(scale), parsed.GetValue(decay));
            var (kept, named) = (parsed.GetValue(body), parsed.GetValue(architecture)!);
            var plan = named != Vgg16 ? TrainingPlan.Graph(seeded, scaled, decaying)
                : kept is null ? TrainingPlan.Default(seeded, scaled, decaying)
                : TrainingPlan.LastBlock(seeded, scaled, decaying);
            var shape = new VggShape(parsed.GetValue(channels)!, parsed.GetValue(hidden), SceneClasses.Names.Count);
            TorchRuntime.Load();
            set_num_threads(parsed.GetValue(threads));
            using TrainableNetwork network = named == Vgg16
                ? CreateVgg(shape, plan.Seed, kept?.FullName)
                : new TrainableGraph(InitialWeights.Draw(named, plan.Seed));
            Run(parsed.GetValue(output)!.FullName, plan, network, cancel);
        }, cancel));
        return command;
    }

    private static Option<T> Optional<T>(string name, string value, string description, T standard) =>
        new(name) { Description = description, HelpName = value, DefaultValueFactory = _ => standard };

    private static void Positive<T>(Option<T> option) where T : INumber<T> => option.Validators.Add(result =>
    {
        if (result.Tokens is [var token] && T.TryParse(token.Value, CultureInfo.InvariantCulture, out var number) && number <= T.Zero)
            result.AddError($"{option.Name} is {token.Value}, and must be above 0.");
    });

    public Command Score()
    {
        var file = new Argument<FileInfo>("FILE")
        {
            Description = "Weights to score; default: the embedded ones",
            DefaultValueFactory = _ => new FileInfo(s_weights),
        };
        var seed = Optional<ulong>("--seed", "N", "Seed of the scenes", 0);
        var split = Optional("--split", "NAME", "Split of the scenes; different splits have different scenes", "test");
        var count = Optional("--count", "N", "Scenes to score", 1000);
        var command = new Command("score",
            """
            Scores weights on scenes they were not trained on: average precision, loss, pointing game of Grad-CAM.

            Examples:
              workbench scenes score
              workbench scenes score my-scenes.safetensors --count 200
            """) { file, seed, split, count };
        command.SetAction((parsed, cancel) => Task.Run(() =>
        {
            TorchRuntime.Load();
            var weights = Safetensors.Read(parsed.GetValue(file)!.FullName);
            Print(SceneScore.Compute(weights, parsed.GetValue(seed), parsed.GetValue(split)!, parsed.GetValue(count), cancel));
        }, cancel));
        return command;
    }

    private static TrainableVgg CreateVgg(VggShape shape, ulong seed, string? body)
    {
        var network = new TrainableVgg(shape, seed);
        if (body is null) return network;
        using var scope = NewDisposeScope();
        network.CopyAndFreeze(Safetensors.Read(body), VggShape.BeforeLastBlock);
        return network;
    }

    private void Run(string output, TrainingPlan plan, TrainableNetwork network, CancellationToken cancel)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(output)!);
        var clock = Stopwatch.StartNew();
        var (recent, steps, written) = (0.0, 0, TimeSpan.Zero);
        var trainer = new SceneTrainer(network, plan)
        {
            OnStep = step =>
            {
                recent = steps == 0 ? step.Loss : 0.97 * recent + 0.03 * step.Loss;
                if (++steps % 50 == 0)
                    context.Writer.WriteLine(
                        $"{clock.Elapsed:hh\\:mm\\:ss} {step.Stage.Split} {step.Seen}/{step.Stage.Images} " +
                        $"loss {recent:0.0000} rate {step.Rate:0.00000} {step.PerSecond:0.0} images/s");
                if (clock.Elapsed - written < TimeSpan.FromMinutes(5)) return;
                written = clock.Elapsed;
                using var scope = NewDisposeScope();
                Write(output, network.ToPlainWeights(), plan);
            },
            OnStage = step => Check(network, output, plan, step, clock.Elapsed, cancel),
        };
        trainer.Run(cancel);
        context.Writer.WriteLine($"{clock.Elapsed:hh\\:mm\\:ss} done: {output}");
    }

    private void Check(
        TrainableNetwork network, string output, TrainingPlan plan, TrainingStep step, TimeSpan elapsed, CancellationToken cancel)
    {
        using var scope = NewDisposeScope();
        var weights = network.ToPlainWeights();
        Write(output, weights, plan);
        context.Writer.WriteLine($"{elapsed:hh\\:mm\\:ss} {step.Stage.Split}: weights written");
        var score = SceneScore.Compute(weights, plan.Seed, "validation", 200, cancel);
        context.Writer.WriteLine($"{elapsed:hh\\:mm\\:ss} {step.Stage.Split}: split validation:");
        Summarise(score);
    }

    private static void Write(string output, Dictionary<string, Tensor> weights, TrainingPlan plan)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["classes"] = string.Join(',', SceneClasses.Names),
            ["convention"] = "scenes",
            ["seed"] = $"{plan.Seed}",
            ["renderer"] = $"{SceneRenderer.Version}",
        };
        Safetensors.Write(output, weights, metadata);
    }

    private void Print(SceneScore score)
    {
        foreach (var (name, precision) in SceneClasses.Names.Zip(score.Precision))
            context.Writer.WriteLine($"{name,-20} AP {precision:0.000}");
        Summarise(score);
    }

    private void Summarise(SceneScore score)
    {
        context.Writer.WriteLine(
            $"mAP {score.MeanPrecision:0.000}, loss {score.Loss:0.0000} over {score.Scenes} scenes; " +
            $"the largest logit's class is present in {score.TopPresent:P1}");
        context.Writer.WriteLine(
            $"Grad-CAM at {score.Layer} points to the class in {score.Pointed:P1}, to the restricted class in {score.Restricted:P1}; " +
            $"the centre in {score.Centred:P1}");
    }
}
