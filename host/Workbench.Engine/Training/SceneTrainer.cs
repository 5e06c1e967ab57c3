using System.Diagnostics;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Workbench.Engine.Training;

/// <summary>Trains a <see cref="TrainableVgg"/> on scenes: sigmoid cross-entropy over the classes, AdamW.</summary>
public sealed class SceneTrainer(TrainableVgg network, TrainingPlan plan)
{
    /// <summary>Called after each step.</summary>
    public Action<TrainingStep>? Stepped { get; init; }

    /// <summary>Called after each fifth of a stage, and at its end.</summary>
    public Action<TrainingStep>? Checked { get; init; }

    /// <summary>Runs every stage.</summary>
    /// <param name="cancel">Stops after the running step.</param>
    public void Run(CancellationToken cancel)
    {
        var first = 0;
        foreach (var stage in plan.Stages)
        {
            if (!stage.Tied) network.Untie();
            RunStage(stage, first, cancel);
            first += stage.Scenes;
        }
    }

    private void RunStage(TrainingStage stage, int first, CancellationToken cancel)
    {
        using var optimizer = optim.AdamW(
            (AdamW.ParamGroup[])[new(network.Decaying, lr: stage.Peak, weight_decay: 0.02), new(network.Free, lr: stage.Peak, weight_decay: 0)]);
        // An object has two windows; scenes hold 2.7 objects on average.
        var total = stage.Windows ? stage.Scenes * 5.4 : stage.Scenes;
        int seen = 0, fresh = 0;
        var clock = Stopwatch.StartNew();
        TrainingStep step = default!;
        foreach (var batch in Batches(stage, first, cancel))
        {
            cancel.ThrowIfCancellationRequested();
            var rate = stage.Rate(seen / total);
            foreach (var group in optimizer.ParamGroups) group.LearningRate = rate;
            var loss = Learn(optimizer, batch);
            seen += batch.Count;
            fresh += batch.Count;
            step = new TrainingStep(stage.Name, seen, (int)total, rate, loss, seen / clock.Elapsed.TotalSeconds);
            Stepped?.Invoke(step);
            if (fresh < total / 5) continue;
            fresh = 0;
            Checked?.Invoke(step);
        }
        if (fresh > 0) Checked?.Invoke(step);
    }

    private IEnumerable<SceneBatch> Batches(TrainingStage stage, int first, CancellationToken cancel) => stage.Windows
        ? SceneStream.Windows(plan.Seed, plan.Split, first, stage.Scenes, 64, stage.Batch, cancel)
        : SceneStream.Whole(plan.Seed, plan.Split, first, stage.Scenes, stage.Batch, cancel).Select(pair => pair.Batch);

    private double Learn(optim.Optimizer optimizer, SceneBatch batch)
    {
        using var scope = NewDisposeScope();
        var logits = network.Forward(batch.Images(), training: true);
        var loss = nn.functional.binary_cross_entropy_with_logits(logits, batch.Targets(), batch.Weights());
        optimizer.zero_grad();
        loss.backward();
        optimizer.step();
        return loss.item<float>();
    }
}

/// <summary>Where a training run stands.</summary>
/// <param name="Stage">The stage's name.</param>
/// <param name="Seen">Images seen in this stage.</param>
/// <param name="Total">Images the stage will show, about.</param>
/// <param name="Rate">Learning rate.</param>
/// <param name="Loss">Mean cross-entropy of the step's batch.</param>
/// <param name="PerSecond">Images per second in this stage so far.</param>
public sealed record TrainingStep(string Stage, int Seen, int Total, double Rate, double Loss, double PerSecond);
