using System.Diagnostics;
using TorchSharp.Modules;
using Workbench.Data;
using Workbench.Scenes;
using static TorchSharp.torch;

namespace Workbench.Training;

/// <summary>Trains a <see cref="TrainableVgg"/> on windows of scenes: sigmoid cross-entropy over the classes, and over the class of each cell; AdamW.</summary>
public sealed class SceneTrainer(TrainableVgg network, TrainingPlan plan)
{
    /// <summary>Called after each step.</summary>
    public Action<TrainingStep>? Stepped { get; init; }

    /// <summary>Called after each round.</summary>
    public Action<TrainingStep>? Checked { get; init; }

    /// <summary>Runs the plan.</summary>
    /// <param name="scenes">The set of scenes, all in memory.</param>
    /// <param name="cancel">Stops after the running step.</param>
    public void Run(IReadOnlyList<Scene> scenes, CancellationToken cancel)
    {
        using var optimizer = optim.AdamW(
            (AdamW.ParamGroup[])[new(network.Decaying, lr: plan.Peak, weight_decay: 0.02), new(network.Free, lr: plan.Peak, weight_decay: 0)]);
        var draws = new Random((int)(Seeds.Of(plan.Seed, "windows") & 0x7fffffff));
        var (seen, clock) = (0, Stopwatch.StartNew());
        var order = Enumerable.Range(0, scenes.Count).ToArray();
        for (var round = 0; round < plan.Rounds; round++)
        {
            draws.Shuffle(order);
            TrainingStep step = default!;
            foreach (var chunk in order.Chunk(plan.Batch))
            {
                cancel.ThrowIfCancellationRequested();
                var rate = plan.Rate((double)seen / plan.Windows);
                foreach (var group in optimizer.ParamGroups) group.LearningRate = rate;
                var windows = chunk.Select(i => SceneWindow.Around(scenes[i], draws.Next(scenes[i].Objects.Count), draws)).ToList();
                var loss = Learn(optimizer, SceneWindow.Join(SceneWindow.Side, windows));
                seen += chunk.Length;
                step = new TrainingStep(seen, plan.Windows, rate, loss, seen / clock.Elapsed.TotalSeconds);
                Stepped?.Invoke(step);
            }
            Checked?.Invoke(step);
        }
    }

    // The classes of the window, and with half the weight the class of each cell of the last block.
    private double Learn(optim.Optimizer optimizer, SceneBatch batch)
    {
        using var scope = NewDisposeScope();
        var lastBlock = network.LastBlock(batch.Images(), training: true);
        var classes = nn.functional.binary_cross_entropy_with_logits(network.Classify(lastBlock, training: true), batch.Targets(), batch.Weights());
        var cells = nn.functional.cross_entropy(network.Cells(lastBlock), tensor(batch.Cells), ignore_index: SceneWindow.Unclear);
        var loss = classes + 0.5 * cells;
        optimizer.zero_grad();
        loss.backward();
        optimizer.step();
        return classes.item<float>();
    }
}

/// <summary>Where a training run stands.</summary>
/// <param name="Seen">Windows seen.</param>
/// <param name="Total">Windows that the run will show.</param>
/// <param name="Rate">Learning rate.</param>
/// <param name="Loss">Mean cross-entropy of the classes in the step's batch.</param>
/// <param name="PerSecond">Windows per second so far.</param>
public sealed record TrainingStep(int Seen, int Total, double Rate, double Loss, double PerSecond);
