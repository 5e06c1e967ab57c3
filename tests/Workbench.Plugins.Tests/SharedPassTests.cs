using CsCheck;
using Workbench.Engine.Model;
using Workbench.Engine.Passes;
using Workbench.Engine.Plugins;
using static TorchSharp.torch;

namespace Workbench.Plugins.Tests;

/// <summary>Table 1's rows in one shared pass equal each row alone, for any batch, order and number of threads.</summary>
public sealed class SharedPassTests
{
    private static readonly string[] s_rows =
    [
        "gradcam@b5", "fullgrad", "gradcam++@b5", "gradcam++@b4", "gradcam++@b3", "gradcam++@b2", "gradcam++@b1",
        "gradcam-pos@b5", "gradcam-pos@b4", "gradcam-pos@b3", "gradcam-pos@b2", "gradcam-pos@b1",
        "gradmid@b5", "gradmid@b4", "gradmid@b3", "gradmid@b2", "gradmid@b1", "cumulative-gradcam", "cumulative-gradmid",
    ];

    private static readonly Sample[] s_samples =
    [
        new("a", 64, 64, [new(4, 3, 3, 20, 20, false), new(14, 30, 30, 50, 60, false)]), new("b", 64, 64, [new(13, 0, 0, 9, 9, false)]),
        new("c", 64, 64, [new(0, 9, 9, 40, 20, false), new(4, 40, 40, 63, 63, true)]),
        new("d", 64, 64, [new(7, 20, 30, 30, 63, false), new(8, 0, 0, 5, 5, false)]),
    ];

    // libtorch picks its convolution by batch size, so float32 maps agree within float32's own error; hits agree exactly.
    [Theory, InlineData(ScalarType.Float64, 1e-10), SlowInlineData(ScalarType.Float32, 1e-5)]
    public void A_cell_does_not_depend_on_the_other_cells_of_its_pass(ScalarType dtype, double tolerance)
    {
        var model = ShippedPlugins.NarrowNet(dtype);
        using var inputs = Inputs();
        var expected = Enumerable
            .Range(0, s_samples.Length)
            .SelectMany(image => s_rows.SelectMany(row => Run(model, inputs, [image], [row])))
            .ToDictionary(pair => pair.Key, pair => pair.Value);
        var threads = get_num_threads();
        try
        {
            Gen.Select(
                    Gen.Shuffle(Enumerable.Range(0, s_samples.Length).ToArray()),
                    Gen.Int[1, 4],
                    Gen.Shuffle(s_rows),
                    Gen.Int[1, s_rows.Length],
                    Gen.Int[1, 2])
                .Sample(
                (images, batch, rows, count, used) =>
                {
                    set_num_threads(used);
                    foreach (var (key, (map, hits)) in Run(model, inputs, images[..batch], rows[..count]))
                    {
                        map.DeviationFrom(expected[key].Map).ShouldBeLessThanOrEqualTo(tolerance, key.ToString());
                        hits.ShouldBe(expected[key].Hits, key.ToString());
                    }
                },
                iter: 12, threads: 1);
        }
        finally
        {
            set_num_threads(threads);
        }
    }

    private static Dictionary<(int Image, string Row, int Class), (Map Map, string Hits)> Run(
        ModelService model,
        Tensor inputs,
        int[] images,
        string[] rows)
    {
        using var scope = NewDisposeScope();
        MetricInstance[] games = [ShippedPlugins.Metric("pointing-game"), ShippedPlugins.Metric("restricted-pointing-game")];
        var methods = rows.ToDictionary(row => row, ShippedPlugins.Method, StringComparer.Ordinal);
        var plan = Planner.Plan(
            [.. games.SelectMany(game => methods.Values.Select(method => new Cell(method, game)))],
            model.Architecture,
            Annotation.Boxes);
        var found = new Dictionary<(int, string, int), (Map, string)>();
        var all = new PassRunner(model, plan, 0).Run(
            [.. images.Select(image => s_samples[image])],
            inputs[tensor([.. images.Select(image => (long)image)])]);
        foreach (var (maps, image) in all.Zip(images))
            using (maps)
                foreach (var (row, method) in methods)
                {
                    var hits = string.Join(
                        ' ',
                        games
                            .SelectMany(game => game.Metric.Score(maps.MapsFor(method, game.Metric.Plan(model.Architecture))).Rows)
                            .Select(r => $"{r.Class}:{r.Value}"));
                    foreach (var target in s_samples[image].PresentClasses)
                        found[(image, row, target)] = (
                            Map.From(maps.MapsFor(method, games[0].Metric.Plan(model.Architecture)).Map(target)),
                            hits);
                }
        return found;
    }

    private static Tensor Inputs()
    {
        using var scope = NewDisposeScope();
        Tensor[] two =
        [
            .. new[] { "astronaut", "chelsea" }.Select(image =>
                tensor(Npy.Read(Repository.Reference("inputs", $"{image}_64.npy")).Floats(), [1, 3, 64, 64])),
        ];
        return cat([.. two, .. two.Select(image => image.flip(3))]).MoveToOuterDisposeScope();
    }
}
