using Workbench.Engine.Model;
using Workbench.Engine.Native;
using Workbench.Engine.Passes;
using Workbench.Training;
using static TorchSharp.torch;

namespace Workbench.Scenes.Tests;

public class TrainableVggTests
{
    [Fact]
    public void Folding_batch_normalisation_keeps_the_logits()
    {
        TorchRuntime.Load();
        using var scope = NewDisposeScope();
        using var none = no_grad();
        using var network = new TrainableVgg(new VggShape([16, 16, 16, 16, 16], 16, 4), seed: 3);
        var images = randn([4, 3, 224, 224], generator: new Generator(5));
        for (var i = 0; i < 3; i++) network.Forward(images, training: true);   // moves the running statistics

        using var forward = ForwardPass.Run(Chain.Build(FormedParameters.Of(network.Plain(), ModelForm.Torchvision), "folded"), images, _ => false);
        var folded = forward.Logits;
        var normalised = network.Forward(images, training: false);
        (folded - normalised).abs().max().item<float>().ShouldBeLessThanOrEqualTo(1e-4f * MathF.Max(1, normalised.abs().max().item<float>()));
    }

    [Fact]
    public void The_same_seed_trains_the_same_weights()
    {
        TorchRuntime.Load();
        var plan = new TrainingPlan(5, "train", Scenes: 4, Rounds: 2, Batch: 2, Peak: 1e-3);
        var scenes = SceneStream.InMemory(5, "train", 4, TestContext.Current.CancellationToken);
        Dictionary<string, float[]> Train()
        {
            using var scope = NewDisposeScope();
            using var network = new TrainableVgg(new VggShape([16, 16, 16, 16, 16], 16, SceneClasses.Names.Count), plan.Seed);
            new SceneTrainer(network, plan).Run(scenes, TestContext.Current.CancellationToken);
            return network.Plain().ToDictionary(pair => pair.Key, pair => pair.Value.data<float>().ToArray());
        }
        var (first, second) = (Train(), Train());
        foreach (var (name, values) in first)
        {
            var largest = values.Max(Math.Abs);
            second[name].Zip(values, (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThanOrEqualTo(1e-3f * largest, name);
        }
    }
}
