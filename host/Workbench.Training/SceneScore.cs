using Workbench.Engine.Model;
using Workbench.Engine.Passes;
using Workbench.Scenes;
using static TorchSharp.torch;

namespace Workbench.Training;

/// <summary>What plain weights are worth on scenes they have not seen.</summary>
/// <param name="Scenes">Scenes scored.</param>
/// <param name="Precision">Average precision of each class, 0 … 1.</param>
/// <param name="Loss">Mean sigmoid cross-entropy.</param>
/// <param name="TopPresent">Share of scenes that show the class of their largest logit.</param>
/// <param name="Pointed">Share of (scene, class) pairs in which Grad-CAM at features.29 points to the class, within 15 pixels.</param>
/// <param name="Restricted">The same, with the map of each scene's highest logit used for all its classes.</param>
/// <param name="Centred">The same, of the scene's centre.</param>
public sealed record SceneScore(int Scenes, IReadOnlyList<double> Precision, double Loss, double TopPresent, double Pointed, double Restricted, double Centred)
{
    private const int Batch = 25, Tolerance = 15;

    /// <summary>Mean of the average precisions of the classes that any scene shows.</summary>
    public double MeanPrecision => Precision.Where(double.IsFinite).Average();

    /// <summary>Scores weights.</summary>
    /// <param name="weights">Weights by torchvision's names.</param>
    /// <param name="seed">Seed of the scenes.</param>
    /// <param name="split">Split of the scenes; not the one the weights were trained on.</param>
    /// <param name="count">Scenes to score.</param>
    /// <param name="cancel">Ends the work.</param>
    public static SceneScore Of(IReadOnlyDictionary<string, Tensor> weights, ulong seed, string split, int count, CancellationToken cancel)
    {
        var classes = SceneClasses.Names.Count;
        var chain = Chain.Build(FormedParameters.Of(weights, ModelForm.Torchvision), "being scored");
        var lastBlock = chain.Card["b5"].Index;
        var scores = Enumerable.Range(0, classes).Select(_ => new List<float>(count)).ToArray();
        var present = Enumerable.Range(0, classes).Select(_ => new List<bool>(count)).ToArray();
        double loss = 0;
        int tops = 0, trials = 0, pointed = 0, restricted = 0, centred = 0;
        var images = new ImageSet(seed, split, SceneRenderer.Size, Composition.Scene);
        foreach (var scenes in SceneStream.Draw(images, count, Batch, cancel))
        {
            var batch = SceneBatch.From(SceneRenderer.Size, scenes);
            using var scope = NewDisposeScope();
            using var forward = ForwardPass.Run(chain, batch.Images(), layer => layer >= lastBlock && chain.Card.Layers[layer].Kind == LayerKind.ReLU);
            loss += nn.functional.binary_cross_entropy_with_logits(forward.Logits, batch.Targets(), reduction: nn.Reduction.Mean).item<float>() * batch.Count;
            var values = forward.Logits.data<float>().ToArray();
            for (var i = 0; i < values.Length; i++)
            {
                scores[i % classes].Add(values[i]);
                present[i % classes].Add(batch.Present[i] > 0);
            }
            var largest = Enumerable.Range(0, batch.Count).Select(image => Enumerable.Range(0, classes).MaxBy(kind => values[image * classes + kind])).ToArray();
            var points = Peaks(forward, lastBlock, [.. scenes.SelectMany((scene, image) => scene.Objects.Select(thing => thing.Class).Append(largest[image]).Distinct().Select(kind => (image, kind)))]);
            foreach (var (image, scene) in scenes.Index())
            {
                if (batch.Present[image * classes + largest[image]] > 0) tops++;
                foreach (var thing in scene.Objects)
                {
                    trials++;
                    if (Hits(points[(image, thing.Class)], thing.Box)) pointed++;
                    if (Hits(points[(image, largest[image])], thing.Box)) restricted++;
                    if (Hits((SceneRenderer.Size / 2, SceneRenderer.Size / 2), thing.Box)) centred++;
                }
            }
        }
        return new SceneScore(count, [.. scores.Zip(present, AveragePrecision.Of)], loss / count, (double)tops / count, (double)pointed / trials, (double)restricted / trials, (double)centred / trials);
    }

    // Where Grad-CAM at the last block is largest, for each image and class asked for; null where it is zero everywhere, and points nowhere.
    private static Dictionary<(int Image, int Class), (int X, int Y)?> Peaks(ForwardPass forward, int lastBlock, IReadOnlyList<(int Image, int Class)> rows)
    {
        using var scope = NewDisposeScope();
        var pairs = new Pairs(forward.Images, rows);
        using var sweep = BackwardSweep.Run(forward, pairs, rule: null, new HashSet<int> { lastBlock }, inputGradient: false);
        var map = (sweep.GradientOf(lastBlock).mean([2, 3], keepdim: true) * pairs.Gather(forward.OutputOf(lastBlock))).sum(1, keepdim: true).relu();
        var large = nn.functional.interpolate(map, [SceneRenderer.Size, SceneRenderer.Size], mode: InterpolationMode.Bilinear, align_corners: false);
        var peaks = large.flatten(1).argmax(1).data<long>().ToArray();
        var tops = map.flatten(1).amax([1]).data<float>().ToArray();
        return rows.Zip(peaks, tops).ToDictionary(
            found => found.First, found => found.Third > 0 ? ((int)found.Second % SceneRenderer.Size, (int)found.Second / SceneRenderer.Size) : ((int X, int Y)?)null);
    }

    private static bool Hits((int X, int Y)? peak, PixelBox box)
    {
        if (peak is not { } point) return false;
        int x = Math.Max(0, Math.Max(box.Left - point.X, point.X - box.Right)), y = Math.Max(0, Math.Max(box.Top - point.Y, point.Y - box.Bottom));
        return x * x + y * y < Tolerance * Tolerance;
    }
}
