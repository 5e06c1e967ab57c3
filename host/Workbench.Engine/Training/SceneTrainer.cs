using System.Diagnostics;
using TorchSharp.Modules;
using Workbench.Scenes;
using static TorchSharp.torch;

namespace Workbench.Engine.Training;

/// <summary>Trains a <see cref="TrainableVgg"/> on scenes: sigmoid cross-entropy over the classes, AdamW.</summary>
public sealed class SceneTrainer(TrainableVgg network, TrainingPlan plan)
{
    /// <summary>Called after each step.</summary>
    public Action<TrainingStep>? Stepped { get; init; }

    /// <summary>Called after each round of a stage.</summary>
    public Action<TrainingStep>? Checked { get; init; }

    /// <summary>Runs every stage.</summary>
    /// <param name="scenes">The set of scenes, all in memory.</param>
    /// <param name="cancel">Stops after the running step.</param>
    public void Run(IReadOnlyList<Scene> scenes, CancellationToken cancel)
    {
        List<Tensor>? stems = null;
        foreach (var stage in plan.Stages)
        {
            if (!stage.Tied) network.Untie();
            if (stage.Whole) stems ??= Stems(scenes, cancel);
            RunStage(stage, scenes, stems, cancel);
        }
        stems?.ForEach(stem => stem.Dispose());
    }

    // What the frozen blocks make of each scene, in half precision: 200 KB a scene.
    private List<Tensor> Stems(IReadOnlyList<Scene> scenes, CancellationToken cancel)
    {
        using var none = no_grad();
        var stems = new List<Tensor>();
        foreach (var chunk in scenes.Chunk(32))
        {
            cancel.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var stem = network.Stem(Join(chunk).Images()).to(ScalarType.Float16);
            for (var i = 0; i < chunk.Length; i++) stems.Add(stem[i].clone().DetachFromDisposeScope());
        }
        return stems;
    }

    private void RunStage(TrainingStage stage, IReadOnlyList<Scene> scenes, List<Tensor>? stems, CancellationToken cancel)
    {
        using var optimizer = optim.AdamW(
            (AdamW.ParamGroup[])[new(network.Decaying(stage.Whole), lr: stage.Peak, weight_decay: 0.02), new(network.Free(stage.Whole), lr: stage.Peak, weight_decay: 0)]);
        var draws = new Random((int)(Seeds.Of(plan.Seed, stage.Name) & 0x7fffffff));
        var (total, seen, clock) = (stage.Rounds * scenes.Count, 0, Stopwatch.StartNew());
        var order = Enumerable.Range(0, scenes.Count).ToArray();
        for (var round = 0; round < stage.Rounds; round++)
        {
            draws.Shuffle(order);
            TrainingStep step = default!;
            foreach (var chunk in order.Chunk(stage.Batch))
            {
                cancel.ThrowIfCancellationRequested();
                var rate = stage.Rate((double)seen / total);
                foreach (var group in optimizer.ParamGroups) group.LearningRate = rate;
                var loss = stage.Whole ? LearnWhole(optimizer, chunk, scenes, stems!) : LearnWindows(optimizer, chunk, scenes, draws);
                seen += chunk.Length;
                step = new TrainingStep(stage.Name, seen, total, rate, loss, seen / clock.Elapsed.TotalSeconds);
                Stepped?.Invoke(step);
            }
            Checked?.Invoke(step);
        }
    }

    private double LearnWindows(optim.Optimizer optimizer, int[] chunk, IReadOnlyList<Scene> scenes, Random draws)
    {
        using var scope = NewDisposeScope();
        var windows = chunk.Select(i => SceneWindow.Around(scenes[i], draws.Next(scenes[i].Objects.Count), draws)).ToList();
        var batch = SceneWindow.Join(SceneWindow.Side, windows);
        return Learn(optimizer, network.LastBlock(batch.Images(), training: true), batch);
    }

    private double LearnWhole(optim.Optimizer optimizer, int[] chunk, IReadOnlyList<Scene> scenes, List<Tensor> stems)
    {
        using var scope = NewDisposeScope();
        var stem = stack(chunk.Select(i => stems[i])).to(ScalarType.Float32);
        return Learn(optimizer, network.FromStem(stem, training: true), Join([.. chunk.Select(i => scenes[i])]));
    }

    // The classes of the image, and with half the weight the class of each cell of the last block.
    private double Learn(optim.Optimizer optimizer, Tensor lastBlock, SceneBatch batch)
    {
        var classes = nn.functional.binary_cross_entropy_with_logits(network.Classify(lastBlock, training: true), batch.Targets(), batch.Weights());
        var cells = nn.functional.cross_entropy(network.Cells(lastBlock), tensor(batch.Cells), ignore_index: SceneWindow.Unclear);
        var loss = classes + 0.5 * cells;
        optimizer.zero_grad();
        loss.backward();
        optimizer.step();
        return classes.item<float>();
    }

    private static SceneBatch Join(Scene[] scenes) => SceneWindow.Join(SceneRenderer.Size, [.. scenes.Select(SceneWindow.Whole)]);
}

/// <summary>Where a training run stands.</summary>
/// <param name="Stage">The stage's name.</param>
/// <param name="Seen">Images seen in this stage.</param>
/// <param name="Total">Images the stage will show.</param>
/// <param name="Rate">Learning rate.</param>
/// <param name="Loss">Mean cross-entropy of the classes in the step's batch.</param>
/// <param name="PerSecond">Images per second in this stage so far.</param>
public sealed record TrainingStep(string Stage, int Seen, int Total, double Rate, double Loss, double PerSecond);
