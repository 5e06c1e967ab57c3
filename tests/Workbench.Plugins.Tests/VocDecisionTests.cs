using System.Text.Json;
using Workbench.Data;
using Workbench.Engine.Passes;
using static TorchSharp.torch;

namespace Workbench.Plugins.Tests;

/// <summary>TorchRay's decisions on real photographs, which are not shipped: skipped where they are not at hand.</summary>
public sealed class VocDecisionTests
{
    // JPEG decoders differ by a grey level: one decision in a hundred may.
    [Theory]
    [InlineData("center", "pointing-game", "center", 1)]
    [InlineData("gradcam@b5", "pointing-game", "gradcam@b5", 0.99)]
    [InlineData("gradcam@b5", "restricted-pointing-game", "gradcam@b5 restricted", 0.99)]
    public void Decisions_are_torchrays(string method, string game, string name, double least)
    {
        Assert.SkipWhen(Repository.Shared is null, "The photographs are not here: set WORKBENCH_SHARED to the folder that holds data/ and reference/.");
        using var reference = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Repository.Shared!, "reference", "voc07-sample.json")));
        var expected = reference.RootElement.GetProperty("rows").EnumerateArray()
            .Where(row => row.GetProperty("method").GetString() == name && row.GetProperty("hit").GetInt32() != 0)   // 0: skipped, all boxes difficult
            .ToDictionary(row => (row.GetProperty("image").GetString()!, row.GetProperty("class").GetInt32()), row => row.GetProperty("hit").GetInt32() == 1);
        var ours = Decisions(method, game).ToDictionary(row => (row.Sample, row.Class!.Value), row => row.Value == 1);
        ours.Keys.Order().ShouldBe(expected.Keys.Order());
        var equal = ours.Count(pair => pair.Value == expected[pair.Key]);
        ((double)equal / ours.Count).ShouldBeGreaterThanOrEqualTo(least, $"{equal} of {ours.Count} decisions of {name} are equal");
    }

    [SlowTheory]
    [InlineData("gradient", "pointing-game{smooth=0.02}", "gradient smooth=0.02", 0.99)]
    [InlineData("gradient", "restricted-pointing-game{smooth=0.02}", "gradient smooth=0.02 restricted", 0.99)]
    public void So_are_those_of_smoothed_maps(string method, string game, string name, double least) => Decisions_are_torchrays(method, game, name, least);

    private static List<MetricRow> Decisions(string method, string game)
    {
        var source = new VocDataSource(Path.Combine(Repository.Shared!, "data", "voc07-sample"), "val");
        var model = Shipped.NarrowNet(ScalarType.Float32);
        var cell = new Cell(Shipped.Method(method), Shipped.Metric(game));
        var plan = Planner.Plan([cell], model.Card, source.Has);
        var runner = new PassRunner(model, plan, 0);
        var rows = new List<MetricRow>();
        foreach (var item in new Prefetcher(source, InputConvention.Named("voc-caffe")).Prepare(source.Ids, TestContext.Current.CancellationToken))
        {
            using var input = tensor(item.Input!.Chw, [1, 3, item.Input.Height, item.Input.Width]);
            using var maps = runner.Run([item.Sample!], input)[0];
            rows.AddRange(cell.Metric.Metric.Score(maps.Of(cell.Method, plan.Cells[0].Request)).Rows);
        }
        return rows;
    }
}
