using System.Collections.Concurrent;
using System.Text.Json;
using Workbench.Data;
using Workbench.Engine.Passes;
using static TorchSharp.torch;

namespace Workbench.Plugins.Tests;

/// <summary>
/// TorchRay's decisions on real photographs, some of them in the fast tier. The photographs are not shipped; without them the tests skip.
/// </summary>
public sealed class VocDecisionTests
{
    private static readonly int s_images = TestTier.Choose(40, int.MaxValue);

    private static VocDataSource Photographs => new(Path.Combine(Repository.Shared!, "data", "voc07-sample"), "val");

    // JPEG decoders differ by a grey level, so one decision in a hundred may differ.
    [Theory]
    [InlineData("center", "pointing-game", "center", 1)]
    public void Decisions_agree_with_torchray(string method, string game, string name, double least)
    {
        Assert.SkipWhen(
            Repository.Shared is null,
            "The photographs are missing: set WORKBENCH_SHARED to the folder with data/ and reference/.");
        var images = Photographs.Ids.Take(s_images).ToHashSet(StringComparer.Ordinal);
        using var reference = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Repository.Shared!, "reference", "voc07-sample.json")));
        var expected = reference.RootElement.GetProperty("rows").EnumerateArray()
            .Where(row => row.GetProperty("method").GetString() == name)
            .Where(row => row.GetProperty("hit").GetInt32() != 0)   // 0: skipped, as all boxes are difficult
            .Where(row => images.Contains(row.GetProperty("image").GetString()!))
            .ToDictionary(
                row => (row.GetProperty("image").GetString()!, row.GetProperty("class").GetInt32()),
                row => row.GetProperty("hit").GetInt32() == 1);
        var ours = s_rows
            .GetOrAdd((method, game.Contains("smooth", StringComparison.Ordinal)), Decisions)[game]
            .ToDictionary(row => (row.Sample, row.Class!.Value), row => row.Value == 1);
        ours.Keys.Order().ShouldBe(expected.Keys.Order());
        var equal = ours.Count(pair => pair.Value == expected[pair.Key]);
        ((double)equal / ours.Count).ShouldBeGreaterThanOrEqualTo(least, $"{equal} of {ours.Count} decisions of {name} are equal");
    }

    [SlowTheory]
    [InlineData("gradcam@b5", "pointing-game", "gradcam@b5", 0.99)]
    [InlineData("gradcam@b5", "restricted-pointing-game", "gradcam@b5 restricted", 0.99)]
    [InlineData("gradient", "pointing-game{smooth=0.02}", "gradient smooth=0.02", 0.99)]
    [InlineData("gradient", "restricted-pointing-game{smooth=0.02}", "gradient smooth=0.02 restricted", 0.99)]
    public void Decisions_of_real_maps_agree_with_torchray(string method, string game, string name, double least) =>
        Decisions_agree_with_torchray(method, game, name, least);

    // The photographs are read once, and both games share one map of each.
    private static readonly ConcurrentDictionary<(string Method, bool Smooth), IReadOnlyDictionary<string, List<MetricRow>>> s_rows = new();

    private static Dictionary<string, List<MetricRow>> Decisions((string Method, bool Smooth) of)
    {
        var source = Photographs;
        var (model, method) = (ShippedPlugins.NarrowNet(ScalarType.Float32), ShippedPlugins.Method(of.Method));
        var rows = new[] { "pointing-game", "restricted-pointing-game" }.ToDictionary(
            game => of.Smooth ? $"{game}{{smooth=0.02}}" : game,
            _ => new List<MetricRow>(),
            StringComparer.Ordinal);
        var cells = rows.Keys.ToDictionary(game => game, game => new Cell(method, ShippedPlugins.Metric(game)), StringComparer.Ordinal);
        var plan = Planner.Plan([.. cells.Values], model.Architecture, source.Annotations);
        var runner = new PassRunner(model, plan, 0);
        foreach (
            var item in new Prefetcher(source, InputConvention.FromName("voc-caffe")).Prepare(
                [.. source.Ids.Take(s_images)],
                TestContext.Current.CancellationToken))
        {
            using var input = tensor(item.Input!.Chw, [1, 3, item.Input.Height, item.Input.Width]);
            using var maps = runner.Run([item.Sample!], input)[0];
            foreach (var (game, cell) in cells)
                rows[game]
                    .AddRange(
                        cell.Metric.Metric.Score(maps.MapsFor(method, plan.Cells.Single(planned => planned.Cell == cell).Request)).Rows);
        }
        return rows;
    }
}
