using System.Globalization;
using Workbench.Engine.Model;
using Workbench.Engine.Model.Families;
using Workbench.Engine.Native;
using Workbench.Engine.Passes;
using Workbench.Training;
using static TorchSharp.torch;

namespace Workbench.Scenes.Tests;

public class TrainableVggTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Folding_batch_normalisation_keeps_the_logits(bool untied)
    {
        TorchRuntime.Load();
        using var scope = NewDisposeScope();
        using var none = no_grad();
        using var network = new TrainableVgg(new VggShape([16, 16, 16, 16, 16], 16, 4), seed: 3);
        if (untied) network.Untie(noise: 1);
        var images = randn([4, 3, 224, 224], generator: new Generator(5));
        for (var i = 0; i < 3; i++) network.Forward(images, training: true);   // updates the running statistics

        var folded = NetworkFamilies.Build("folded", network.ToPlainWeights(), ModelVariant.Torchvision);
        using var forward = ForwardPass.Run(folded, images, _ => false);
        ShouldAgree(forward.Logits, network.Forward(images, training: false));
    }

    [Fact]
    public void Untying_without_noise_keeps_the_logits()
    {
        TorchRuntime.Load();
        using var scope = NewDisposeScope();
        using var none = no_grad();
        using var network = new TrainableVgg(new VggShape([16, 16, 16, 16, 16], 16, 4), seed: 3);
        var images = randn([2, 3, 224, 224], generator: new Generator(5));
        var tied = network.Forward(images, training: false);
        network.Untie(noise: 0);
        network.IsTied.ShouldBeFalse();
        ShouldAgree(network.Forward(images, training: false), tied);
    }

    [Fact]
    public void The_same_seed_trains_the_same_weights()
    {
        TorchRuntime.Load();
        var plan = new TrainingPlan(5, Decay: 0.02, Noise: 0.3,
        [
            new TrainingStage("single", Images: 4, Side: 80, Composition.Single, Tied: true, ImageLoss.Softmax, Batch: 2, Peak: 1e-3),
            new TrainingStage(
                "train",
                Images: 4,
                SceneRenderer.Size,
                Composition.Scene,
                Tied: false,
                ImageLoss.Sigmoid,
                Batch: 2,
                Peak: 1e-3),
        ]);
        Dictionary<string, float[]> Train()
        {
            using var scope = NewDisposeScope();
            using var network = new TrainableVgg(new VggShape([16, 16, 16, 16, 16], 16, SceneClasses.Names.Count), plan.Seed);
            var staged = new List<string>();
            new SceneTrainer(network, plan) { OnStage = step => staged.Add($"{step.Stage.Split} {step.Seen}") }.Run(
                TestContext.Current.CancellationToken);
            staged.ShouldBe(["single 4", "train 4"]);
            return network.ToPlainWeights().ToDictionary(pair => pair.Key, pair => pair.Value.data<float>().ToArray());
        }
        var (first, second) = (Train(), Train());
        foreach (var (name, values) in first)
        {
            var largest = values.Max(Math.Abs);
            second[name].Zip(values, (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThanOrEqualTo(1e-3f * largest, name);
        }
    }

    [Fact]
    public void Frozen_convolutions_do_not_change_and_the_others_learn()
    {
        TorchRuntime.Load();
        using var scope = NewDisposeScope();
        using var network = new TrainableVgg(new VggShape([16, 16, 16, 16, 16], 16, SceneClasses.Names.Count), seed: 3);
        var plan = new TrainingPlan(5, Decay: 0.02, Noise: 0.3,
        [
            new TrainingStage("single", Images: 2, Side: 64, Composition.Single, Tied: true, ImageLoss.Softmax, Batch: 2, Peak: 1e-3),
            new TrainingStage(
                "frozen",
                Images: 4,
                Side: 64,
                Composition.Single,
                Tied: true,
                ImageLoss.Softmax,
                Batch: 2,
                Peak: 1e-3,
                Frozen: 4),
        ]);
        var states = new List<Dictionary<string, Tensor>>();
        new SceneTrainer(network, plan) { OnStage = _ => states.Add(network.ToPlainWeights()) }.Run(TestContext.Current.CancellationToken);
        foreach (var (name, before) in states[0])
            Same(before, states[1][name])
                .ShouldBe(
                    name.StartsWith("features.", StringComparison.Ordinal)
                        && int.Parse(name.Split('.')[1], CultureInfo.InvariantCulture) < 10,
                    name);
    }

    [Fact]
    public void Blocks_copied_from_other_weights_are_frozen()
    {
        TorchRuntime.Load();
        using var scope = NewDisposeScope();
        using var body = new TrainableVgg(new VggShape([16, 16, 16, 16, 32], 16, 4), seed: 3);
        body.Forward(randn([2, 3, 64, 64], generator: new Generator(5)), training: true);   // updates the running statistics
        using var network = new TrainableVgg(new VggShape([16, 16, 16, 16, 16], 8, 4), seed: 4);
        var theirs = body.ToPlainWeights();
        network.CopyAndFreeze(theirs, VggShape.BeforeLastBlock);
        var ours = network.ToPlainWeights();
        bool IsCopied(string name) =>
            theirs[name].shape.SequenceEqual(ours[name].shape) && !name.StartsWith("classifier", StringComparison.Ordinal);
        foreach (var name in ours.Keys.Where(IsCopied))
            (ours[name] - theirs[name]).abs().max().item<float>().ShouldBeLessThan(1e-6f, name);
        network.Frozen.ShouldBe(10);

        using var wide = new TrainableVgg(new VggShape([16, 16, 32, 16, 16], 8, 4), seed: 4);
        Should
            .Throw<WeightsException>(() => wide.CopyAndFreeze(theirs, VggShape.BeforeLastBlock))
            .Message.ShouldBe("The weights do not fit: features.10.weight must be [32, 16, 3, 3].");
    }

    private static bool Same(Tensor one, Tensor other) => one.data<float>().SequenceEqual(other.data<float>());

    private static void ShouldAgree(Tensor ours, Tensor theirs) =>
        (ours - theirs).abs().max().item<float>().ShouldBeLessThanOrEqualTo(1e-4f * MathF.Max(1, theirs.abs().max().item<float>()));
}
