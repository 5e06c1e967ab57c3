using Workbench.Engine.Native;
using Workbench.Training;
using static TorchSharp.torch;

namespace Workbench.Scenes.Tests;

public class ImageLossTests
{
    private static readonly int s_kinds = SceneClasses.KindCount, s_classes = SceneClasses.Names.Count;

    [Fact]
    public void Softmax_sums_class_kind_and_paint_cross_entropies_and_Kinds_is_mostly_the_kinds()
    {
        var (logits, draws) = Logits();
        int[] targets = [draws.Next(s_classes), draws.Next(s_classes), draws.Next(s_classes)];
        double all = 0, kinds = 0;
        for (var image = 0; image < 3; image++)
        {
            var exponentials = logits[image].Select(value => Math.Exp(value)).ToArray();
            double Share(Func<int, bool> of) => exponentials.Where((_, i) => of(i)).Sum() / exponentials.Sum();
            var target = targets[image];
            kinds -= Math.Log(Share(i => i % s_kinds == target % s_kinds));
            all -=
                Math.Log(Share(i => i == target))
                + Math.Log(Share(i => i % s_kinds == target % s_kinds))
                + Math.Log(Share(i => i / s_kinds == target / s_kinds));
        }
        int[][] present = [.. targets.Select(target => new[] { target })];
        Loss(ImageLoss.Softmax, logits, present).ShouldBe(all / 3, 1e-10);
        Loss(ImageLoss.Kinds, logits, present).ShouldBe((kinds + 0.03 * all) / 3, 1e-10);
    }

    [Fact]
    public void Sigmoid_is_the_mean_cross_entropy_of_each_class()
    {
        var (logits, draws) = Logits();
        int[][] present = [[3, 13], [draws.Next(s_classes)], [5, 6, 75]];
        double expected = 0;
        for (var image = 0; image < 3; image++)
            for (var i = 0; i < s_classes; i++)
            {
                var probability = 1 / (1 + Math.Exp(-logits[image][i]));
                expected -= Math.Log(present[image].Contains(i) ? probability : 1 - probability);
            }
        Loss(ImageLoss.Sigmoid, logits, present).ShouldBe(expected / (3 * s_classes), 1e-10);
    }

    private static (double[][] Logits, Random Draws) Logits()
    {
        var draws = new Random(11);
        return (
            [.. Enumerable.Range(0, 3).Select(_ => Enumerable.Range(0, s_classes).Select(_ => 6 * draws.NextDouble() - 3).ToArray())],
            draws);
    }

    private static double Loss(ImageLoss loss, double[][] logits, int[][] present)
    {
        TorchRuntime.Load();
        using var scope = NewDisposeScope();
        var targets = zeros([3, s_classes], ScalarType.Float64);
        foreach (var (image, classes) in present.Index())
            foreach (var i in classes) targets[image, i] = 1;
        return loss.Evaluate(tensor([.. logits.SelectMany(row => row)], [3, s_classes]), targets).item<double>();
    }
}
