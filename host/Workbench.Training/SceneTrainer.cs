using System.Diagnostics;
using TorchSharp.Modules;
using Workbench.Engine.Native;
using static TorchSharp.torch;

namespace Workbench.Training;

/// <summary>Trains a network as an image classifier with AdamW, on images and the classes that they show.</summary>
public sealed class SceneTrainer(TrainableNetwork network, TrainingPlan plan)
{
    /// <summary>Called after each step.</summary>
    public Action<TrainingStep>? OnStep { get; init; }

    /// <summary>Called after each stage.</summary>
    public Action<TrainingStep>? OnStage { get; init; }

    /// <summary>Runs all stages of the plan.</summary>
    /// <param name="cancel">Stops after the current step.</param>
    public void Run(CancellationToken cancel)
    {
        foreach (var stage in plan.Stages)
        {
            network.Begin(stage, plan);
            if (Run(stage, cancel) is { } last) OnStage?.Invoke(last);
        }
    }

    private TrainingStep? Run(TrainingStage stage, CancellationToken cancel)
    {
        AdamW.ParamGroup[] groups =
        [
            new(network.DecayedParameters, lr: stage.Peak, weight_decay: plan.Decay),
            new(network.UndecayedParameters, lr: stage.Peak, weight_decay: 0),
        ];
        using var optimizer = optim.AdamW(groups);
        var (seen, clock) = (0, Stopwatch.StartNew());
        TrainingStep? step = null;
        var images = new ImageSet(plan.Seed, stage.Split, stage.Side, stage.Composition);
        foreach (var scenes in SceneStream.Draw(images, stage.Images, stage.Batch, cancel))
        {
            var rate = stage.Rate(seen);
            foreach (var group in optimizer.ParamGroups) group.LearningRate = rate;
            var loss = Learn(optimizer, stage.Loss, SceneBatch.From(stage.Side, scenes));
            seen += scenes.Count;
            step = new TrainingStep(stage, seen, rate, loss, seen / clock.Elapsed.TotalSeconds);
            OnStep?.Invoke(step);
        }
        return step;
    }

    private double Learn(optim.Optimizer optimizer, ImageLoss kind, SceneBatch batch)
    {
        using var pause = CollectorPause.Begin();   // without it, an hour of training fails about once
        using var scope = NewDisposeScope();
        var logits = network.Forward(batch.Images(), training: true) - network.LogitOffset;
        var loss = kind.Evaluate(logits, batch.Targets());
        optimizer.zero_grad();
        loss.backward();
        optimizer.step();
        return loss.item<float>();
    }
}

/// <summary>Progress of a training run.</summary>
/// <param name="Stage">The current stage.</param>
/// <param name="Seen">Number of the stage's images seen so far.</param>
/// <param name="Rate">Learning rate.</param>
/// <param name="Loss">Loss of the step's batch.</param>
/// <param name="PerSecond">Images per second since the start of the stage.</param>
public sealed record TrainingStep(TrainingStage Stage, int Seen, double Rate, double Loss, double PerSecond);
