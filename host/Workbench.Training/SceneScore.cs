using Workbench.Engine.Model;
using Workbench.Engine.Model.Families;
using Workbench.Engine.Native;
using Workbench.Engine.Passes;
using Workbench.Results;
using Workbench.Scenes;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Workbench.Training;

/// <summary>Scores of a network on scenes it was not trained on.</summary>
/// <param name="Scenes">Number of scenes.</param>
/// <param name="Precision">Average precision of each class, 0 … 1.</param>
/// <param name="Loss">Mean sigmoid cross-entropy.</param>
/// <param name="TopPresent">Share of scenes that show the class of their largest logit.</param>
/// <param name="Pointed">
/// Share of (scene, class) pairs in which Grad-CAM at <paramref name="Layer"/> points to the class with a tolerance of 15 pixels.
/// </param>
/// <param name="Restricted">The same, with the map of each scene's highest logit for all its classes.</param>
/// <param name="Centred">The same, with the scene's centre in place of the map's maximum.</param>
/// <param name="Layer">The layer of Grad-CAM: the last one of the network's last block.</param>
public sealed record SceneScore(
    int Scenes, IReadOnlyList<double> Precision, double Loss, double TopPresent, double Pointed, double Restricted, double Centred,
    string Layer)
{
    private const int Batch = 25, Tolerance = 15;

    /// <summary>Mean of the average precisions of the classes that occur in the scenes.</summary>
    public double MeanPrecision => Precision.Where(double.IsFinite).Average();

    /// <summary>Scores a network.</summary>
    /// <param name="weights">Weights by torchvision's names.</param>
    /// <param name="seed">Seed of the scenes.</param>
    /// <param name="split">Split of the scenes; not the training split.</param>
    /// <param name="count">Number of scenes.</param>
    /// <param name="cancel">Cancels the work.</param>
    public static SceneScore Compute(
        IReadOnlyDictionary<string, Tensor> weights, ulong seed, string split, int count, CancellationToken cancel)
    {
        var classes = SceneClasses.Names.Count;
        var network = NetworkFamilies.Build("being scored", weights, ModelVariant.Torchvision);
        var lastBlock = LastBlock(network.Architecture);
        var scores = Enumerable.Range(0, classes).Select(_ => new List<float>(count)).ToArray();
        var present = Enumerable.Range(0, classes).Select(_ => new List<bool>(count)).ToArray();
        double loss = 0;
        int tops = 0, trials = 0, pointed = 0, restricted = 0, centred = 0;
        var images = new ImageSet(seed, split, SceneRenderer.Size, Composition.Scene);
        foreach (var scenes in SceneStream.Draw(images, count, Batch, cancel))
        {
            var batch = SceneBatch.From(SceneRenderer.Size, scenes);
            using var pause = CollectorPause.Begin();   // the next scenes are drawn at the same time
            using var scope = NewDisposeScope();
            using var forward = ForwardPass.Run(network, batch.Images(), layer => layer >= lastBlock);
            loss += ImageLoss.Sigmoid.Evaluate(forward.Logits, batch.Targets()).item<float>() * batch.Count;
            var values = forward.Logits.data<float>().ToArray();
            for (var i = 0; i < values.Length; i++)
            {
                scores[i % classes].Add(values[i]);
                present[i % classes].Add(batch.Present[i] > 0);
            }
            int[] largest = [.. values.Chunk(classes).Select(logits => Array.IndexOf(logits, logits.Max()))];
            var rows = scenes.SelectMany((scene, image) => ClassesToMap(scene, largest[image]).Select(kind => (image, kind)));
            var peaks = Peaks(forward, lastBlock, [.. rows]);
            foreach (var (image, scene) in scenes.Index())
            {
                if (batch.Present[image * classes + largest[image]] > 0) tops++;
                foreach (var thing in scene.Objects)
                {
                    trials++;
                    if (Hits(peaks[(image, thing.Class)], thing.Box)) pointed++;
                    if (Hits(peaks[(image, largest[image])], thing.Box)) restricted++;
                    if (Hits((SceneRenderer.Size / 2, SceneRenderer.Size / 2), thing.Box)) centred++;
                }
            }
        }
        double Share(int hits) => (double)hits / trials;
        double[] precision = [.. scores.Zip(present, AveragePrecision.Compute<float>)];
        return new(count, precision, loss / count, (double)tops / count, Share(pointed), Share(restricted), Share(centred),
            network.Architecture.Layers[lastBlock].Name);
    }

    // Five blocks in most families, four in SqueezeNet.
    private static int LastBlock(Architecture architecture) =>
        (architecture.Find("b5") ?? architecture["b4"]).Index;

    private static IEnumerable<int> ClassesToMap(Scene scene, int largest) =>
        scene.Objects.Select(thing => thing.Class).Append(largest).Distinct();

    // The maximum of Grad-CAM at the last block, for each image and class; null for a map that is zero everywhere.
    private static Dictionary<(int Image, int Class), (int X, int Y)?> Peaks(
        ForwardPass forward, int lastBlock, IReadOnlyList<(int Image, int Class)> rows)
    {
        using var scope = NewDisposeScope();
        var pairs = new TargetPairs(forward.Images, rows);
        using var sweep = BackwardSweep.Run(forward, pairs, rule: null, new HashSet<int> { lastBlock }, inputGradient: false);
        var weights = sweep.GradientOf(lastBlock).mean([2, 3], keepdim: true);
        var map = (weights * pairs.Gather(forward.OutputOf(lastBlock))).sum(1, keepdim: true).relu();
        long[] size = [SceneRenderer.Size, SceneRenderer.Size];
        var large = functional.interpolate(map, size, mode: InterpolationMode.Bilinear, align_corners: false);
        var peaks = large.flatten(1).argmax(1).data<long>().ToArray();
        var tops = map.flatten(1).amax([1]).data<float>().ToArray();
        return Enumerable.Range(0, rows.Count).ToDictionary(i => rows[i], i => tops[i] > 0 ? Point((int)peaks[i]) : null);
    }

    private static (int X, int Y)? Point(int pixel) => (pixel % SceneRenderer.Size, pixel / SceneRenderer.Size);

    private static bool Hits((int X, int Y)? peak, PixelBox box)
    {
        if (peak is not { } point) return false;
        var x = Math.Max(0, Math.Max(box.Left - point.X, point.X - box.Right));
        var y = Math.Max(0, Math.Max(box.Top - point.Y, point.Y - box.Bottom));
        return x * x + y * y < Tolerance * Tolerance;
    }
}
