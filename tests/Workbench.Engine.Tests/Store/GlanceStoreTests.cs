using Workbench.Engine.Native;
using Workbench.Engine.Runs;
using Workbench.Engine.Store;
using Workbench.Results;
using static TorchSharp.torch;

namespace Workbench.Engine.Tests.Store;

/// <summary>
/// Small maps match their definition, and are found under every metric of their method but not for another version of it.
/// </summary>
public sealed class GlanceStoreTests : IDisposable
{
    private static readonly CellKey s_key = StoreTools.Key("gradcam", "1"),
        s_otherMetric = StoreTools.Key("gradcam", "1", "sensitivity", "n"),
        s_edited = StoreTools.Key("gradcam", "2");
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory, InlineData(true), InlineData(false)]
    public void They_are_found_by_the_inputs_that_they_depend_on(bool inMemory)
    {
        var map = new MapThumbnail(2, 1, -1.5f, 3, [0, 255]);
        var glance = new SampleThumbnails("a", [0.5, -2, 1e-3], new Dictionary<(string, int), MapThumbnail> { [("gradcam", 1)] = map });
        using (var store = inMemory ? CellStore.InMemory() : CellStore.Open(_folder.Root))
        {
            store.Append([new StoredImage("a", [(s_key, new StoredCell([], []))], glance)]);
            if (inMemory) Look(store);
        }
        if (inMemory) return;
        using var again = CellStore.Open(_folder.Root);
        Look(again);

        void Look(CellStore store)
        {
            foreach (var key in new[] { s_key, s_otherMetric })
            {
                var found = store.Glances.Find([key], "a")!;
                found.Logits.ShouldBe(glance.Logits);
                var (at, small) = found.Maps.Single();
                at.ShouldBe(("gradcam", 1));
                (small.Width, small.Height, small.Min, small.Max).ShouldBe((2, 1, -1.5f, 3f));
                small.Values.ShouldBe(map.Values);
            }
            store.Glances.Find([s_edited], "a")!.Maps.ShouldBeEmpty();
            store.Glances.Find([s_key], "b").ShouldBeNull();
        }
    }

    [Theory, InlineData(true), InlineData(false)]
    public void Several_images_are_found_at_once_as_each_alone(bool inMemory)
    {
        using var store = inMemory ? CellStore.InMemory() : CellStore.Open(_folder.Root);
        string[] ids = ["a", "b", "c", "d"];
        foreach (var (i, id) in ids.Index())
        {
            var maps = new[] { 1, 0 }.Take(i).ToDictionary(at => ("gradcam", at), at => new MapThumbnail(2, 1, -i, at, [(byte)i, 255]));
            store.Append([
                new StoredImage(
                    id,
                    [(s_key, new StoredCell([], [])), (s_otherMetric, new StoredCell([], []))],
                    Judged(id, i == 2 ? [] : [new(1, 1, i, 34, 15), new(0, 1, 0, i)]) with
                    {
                        Logits = [i, -i],
                        Maps = maps,
                    }),
            ]);
        }
        string[] asked = ["d", "none", "a", "c"];
        var all = store.Glances.Find([s_key, s_otherMetric], asked);
        all.Select(glance => glance.Sample).ShouldBe(["d", "a", "c"]);
        foreach (var glance in all)
        {
            var alone = store.Glances.Find([s_key, s_otherMetric], glance.Sample)!;
            glance.Logits.ShouldBe(alone.Logits);
            glance.Maps.Keys.Order().ShouldBe(alone.Maps.Keys.Order());
            foreach (var (at, map) in alone.Maps)
                (glance.Maps[at].Values.SequenceEqual(map.Values), glance.Maps[at] with { Values = map.Values }).ShouldBe((true, map));
            glance.Points.Keys.ShouldBe(alone.Points.Keys);
            foreach (var (cell, points) in alone.Points) glance.Points[cell].ShouldBe(points);
        }
    }

    private static SampleThumbnails Judged(string sample, params JudgedPoint[] points) =>
        new(sample, [0.5], new Dictionary<(string, int), MapThumbnail>())
    {
        Points = new Dictionary<(string, string), IReadOnlyList<JudgedPoint>> { [(s_key.Metric, s_key.Method)] = points },
    };

    [Theory, InlineData(true), InlineData(false)]
    public void Judged_points_are_found_under_the_metric_and_method_that_judged_them(bool inMemory)
    {
        JudgedPoint[] points = [new(1, 1, 12, 34, 15), new(3, 1, 0, 223)];
        using (var store = inMemory ? CellStore.InMemory() : CellStore.Open(_folder.Root))
        {
            store.Append([
                new StoredImage("a", [(s_key, new StoredCell([], [])), (s_otherMetric, new StoredCell([], []))], Judged("a", points)),
            ]);
            if (inMemory) Look(store);
        }
        if (inMemory) return;
        using var again = CellStore.Read(_folder.Root);
        Look(again);

        void Look(CellStore store)
        {
            var (cell, found) = store.Glances.Find([s_key, s_otherMetric], "a")!.Points.ShouldHaveSingleItem();
            cell.ShouldBe((s_key.Metric, s_key.Method));
            found.ShouldBe(points);
            store.Glances.Find([s_edited], "a")!.Points.ShouldBeEmpty();
        }
    }

    [Fact]
    public void A_merge_copies_judged_points_and_an_older_store_has_none()
    {
        foreach (var (name, x) in new[] { ("new", 5), ("old", 7) })
        {
            using var store = CellStore.Open(_folder[name]);
            store.Append([new StoredImage(name, [(s_key, new StoredCell([], []))], Judged(name, new JudgedPoint(1, 1, x, 2, 15)))]);
        }
        // An older store has no table of points: it is read, shown without points and merged, and gets the table when it is written to.
        StoreTools.Execute(Path.Combine(_folder["old"], "store.db"), "DROP TABLE point");
        using (var old = CellStore.Read(_folder["old"])) old.Glances.Find([s_key], "old")!.Points.ShouldBeEmpty();
        using (var whole = CellStore.Open(_folder["whole"]))
        {
            whole.Merge([_folder["new"], _folder["old"]], cancel: TestContext.Current.CancellationToken);
            whole.Glances.Find([s_key], "new")!.Points.Values.ShouldHaveSingleItem().ShouldBe([new JudgedPoint(1, 1, 5, 2, 15)]);
            whole.Glances.Find([s_key], "old")!.Points.ShouldBeEmpty();
        }
        using var written = CellStore.Open(_folder["old"]);
        written.Append([new StoredImage("later", [(s_key, new StoredCell([], []))], Judged("later", new JudgedPoint(1, 1, 9, 2, 15)))]);
        written.Glances.Find([s_key], "later")!.Points.Count.ShouldBe(1);
    }

    [Theory, InlineData(14, 14), InlineData(32, 32), InlineData(224, 224), InlineData(50, 33), InlineData(7, 100)]
    public void A_pixel_is_the_mean_of_its_block(int height, int width)
    {
        TorchRuntime.Load();
        using var scope = NewDisposeScope();
        using var generator = new Generator(3);
        var map = randn([1, 1, height, width], generator: generator, dtype: ScalarType.Float64);
        var small = SmallMap.From(map);
        var block = (Math.Max(height, width) + 31) / 32;
        (small.Width, small.Height).ShouldBe(((width + block - 1) / block, (height + block - 1) / block));
        Math.Max(small.Width, small.Height).ShouldBeLessThanOrEqualTo(32);
        var values = map.data<double>().ToArray();
        var step = (small.Max - small.Min) / 255.0;
        for (var y = 0; y < small.Height; y++)
            for (var x = 0; x < small.Width; x++)
            {
                List<double> within = [];
                for (var i = y * block; i < Math.Min(height, (y + 1) * block); i++)
                    for (var j = x * block; j < Math.Min(width, (x + 1) * block); j++) within.Add(values[i * width + j]);
                (small.Min + step * small.Values[y * small.Width + x]).ShouldBe(within.Average(), 0.51 * step);
            }
        (small.Max - small.Min).ShouldBeLessThan(1.02f * (float)(values.Max() - values.Min()));
    }

    [Theory, InlineData(-0.001, 1), InlineData(-1, 0.001), InlineData(-0.7, 0.9), InlineData(-2, 0), InlineData(0, 2)]
    public void Zero_is_exactly_a_level(double low, double high)
    {
        TorchRuntime.Load();
        using var scope = NewDisposeScope();
        var map = zeros([1, 1, 8, 8], dtype: ScalarType.Float64);
        map[0, 0, 1, 2] = low;
        map[0, 0, 5, 6] = high;
        var small = SmallMap.From(map);
        double Value(int i) => small.Min + ((double)small.Max - small.Min) / 255 * small.Values[i];
        Value(0).ShouldBe(0, 1e-7);
        Value(10).ShouldBe(low, (small.Max - small.Min) / 500);
        Value(46).ShouldBe(high, (small.Max - small.Min) / 500);
    }

    [Fact]
    public void A_constant_map_is_all_zero()
    {
        TorchRuntime.Load();
        using var map = full([1, 1, 3, 3], 7.0);
        SmallMap.From(map).Values.ShouldAllBe(value => value == 0);
    }
}
