using Workbench.Engine.Store;
using Workbench.Results;

namespace Workbench.Engine.Tests.Store;

/// <summary>Merged stores hold the rows of a single store, whatever rows they share and whatever interrupts the merge.</summary>
public sealed class StoreMergeTests : IDisposable
{
    private static readonly CellKey[] s_keys =
    [
        .. from method in new[] { "gradcam", "fullgrad", "saliency" }
        from metric in new[] { "game", "sensitivity" }
        select StoreTools.Key(method, "1", metric),
    ];

    private static readonly string[] s_samples = [.. Enumerable.Range(0, 12).Select(i => $"image {i:00}")];

    private readonly TemporaryFolder _folder = new();

    private string Whole => _folder["whole"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, 1), InlineData(2, 2), InlineData(3, 5)]
    [InlineData(4, 3, 1L)]   // batches of one store
    public void A_merge_equals_one_store_that_got_the_same_images_in_turn(int seed, int count, long batch = StoreMerge.BatchBytes)
    {
        var random = new Random(seed);
        var (own, others) = (Images(random), Enumerable.Range(0, count).Select(_ => Images(random)).ToList());
        Fill(Whole, own);
        foreach (var (i, images) in others.Index()) Fill(Other(i), images);
        var before = Enumerable.Range(0, count).Select(i => Rows(Other(i))).ToList();

        var lacking = new List<int>();   // cells of each store that earlier ones lack
        using (var direct = CellStore.Open(_folder["direct"]))
        {
            direct.Append(own);
            foreach (var images in others)
            {
                var taken = images
                    .Select(image =>
                        image with
                        {
                            Cells = [.. image.Cells.Where(cell => !direct.Has(cell.Key, image.Sample))],
                            Glance = null,
                        })
                    .ToList();
                lacking.Add(taken.Sum(image => image.Cells.Count));
                direct.Append(taken);
            }
        }
        Merge(count, batch).ShouldBe(lacking);

        Rows(Whole).ShouldBe(Rows(_folder["direct"]));
        Glances(Whole).ShouldBe(FirstGlances([own, .. others]));
        StoreTools.ShouldBeSound(File(Whole));
        foreach (var (i, rows) in before.Index()) Rows(Other(i)).ShouldBe(rows);
        var merged = Content(Whole);
        Merge(count, batch).ShouldBe(Enumerable.Repeat(0, count));
        Content(Whole).ShouldBe(merged);
    }

    [SlowTheory]
    [InlineData(4, 12), InlineData(5, 25), InlineData(6, 25)]
    [InlineData(7, 12, 1L), InlineData(8, 25, 200_000L)]   // batches of one store, and of several
    public void A_merge_of_many_stores_equals_one_store(int seed, int count, long batch = StoreMerge.BatchBytes) =>
        A_merge_equals_one_store_that_got_the_same_images_in_turn(seed, count, batch);

    [Fact]
    public void A_merged_store_can_be_written_like_any_other()
    {
        Fill(Other(0), Images(new Random(1)));
        using (var store = CellStore.Open(Whole))
        {
            store.Merge([Other(0)], cancel: TestContext.Current.CancellationToken).ShouldBeGreaterThan(0);
            foreach (var sample in s_samples)
                store.Append([new StoredImage(sample, [.. s_keys.Select(key => (key, new StoredCell([new StoredRow(1, 0.5)], [])))])]);
            foreach (var key in s_keys) store.Count(key).ShouldBe(s_samples.Length);
        }
        using var again = CellStore.Read(Whole);
        again
            .Runs!.Query("SELECT count(*), count(DISTINCT value) FROM score")
            .Rows.Single()
            .ShouldBe([(long)s_keys.Length * s_samples.Length, 1L]); // old rows are deleted with their entries
        again.Runs!.Query("SELECT count(*) FROM skip").Rows.Single().ShouldBe([0L]);
        StoreTools.ShouldBeSound(File(Whole));
    }

    [Theory, InlineData("wal", "delete"), InlineData("delete", "wal"), InlineData("delete", "delete")]
    public void Stores_with_either_journal_mode_are_merged(string ours, string theirs)
    {
        Fill(Whole, Images(new Random(1)));
        foreach (var i in (int[])[0, 1])
        {
            Fill(Other(i), Images(new Random(2 + i)));
            StoreTools.Execute(File(Other(i)), $"PRAGMA journal_mode = {theirs}");
        }
        using (var file = StoreFile.Open(Whole))
        {
            using (var mode = file.Command($"PRAGMA journal_mode = {ours}")) mode.Value().ShouldBe(ours);
            var counts = new List<int>();
            new StoreMerge(file).Run([Other(0), Other(1)], (_, cells) => counts.Add(cells), TestContext.Current.CancellationToken);
            counts.Count.ShouldBe(2);
            counts.Sum().ShouldBeGreaterThan(0);
        }
        StoreTools.ShouldBeSound(File(Whole));
        Merge(2).ShouldBe([0, 0]);
    }

    [Fact]
    public void A_store_can_be_merged_while_a_run_writes_it()
    {
        using var other = CellStore.Open(Other(0));
        other.Append([Image("a")]);
        Merge(1).ShouldBe([s_keys.Length]);
        other.Append([Image("b")]);
        Merge(1).ShouldBe([s_keys.Length]);
    }

    [Theory, InlineData("entry"), InlineData("skip"), InlineData("sample"), InlineData("map")]
    public void An_interrupted_merge_changes_nothing_and_can_be_repeated(string table)
    {
        Fill(Whole, Images(new Random(1)));
        foreach (var i in (int[])[0, 1, 2]) Fill(Other(i), Images(new Random(2 + i)));
        var before = Content(Whole);
        // The table's last row stops the merge, after it has written all others.
        var own = Count(table);
        Merge(3);
        var (all, whole) = (Count(table), Content(Whole));
        Directory.Delete(Whole, recursive: true);
        Fill(Whole, Images(new Random(1)));
        StoreTools.Execute(
            File(Whole),
            $"CREATE TRIGGER stop AFTER INSERT ON {table} WHEN (SELECT count(*) FROM {table}) = {all} "
            + "BEGIN SELECT RAISE(ABORT, 'stopped'); END");
        all.ShouldBeGreaterThan(own);

        Should.Throw<RunStoreException>(() => Merge(3)).Message.ShouldContain("stopped");
        Content(Whole).ShouldBe(before);
        StoreTools.ShouldBeSound(File(Whole));
        StoreTools.Execute(File(Whole), "DROP TRIGGER stop");
        Merge(3).Sum().ShouldBeGreaterThan(0);
        Content(Whole).ShouldBe(whole);
    }

    [Theory, InlineData(0.5), InlineData(0.9), InlineData(0.0)]
    public void A_truncated_store_is_named_and_those_before_it_are_merged(double kept)
    {
        foreach (var i in (int[])[0, 1, 2, 3]) Fill(Other(i), [.. Enumerable.Range(0, 300).Select(n => Image($"{i} {n}"))]);
        var whole = System.IO.File.ReadAllBytes(File(Other(2)));
        System.IO.File.WriteAllBytes(File(Other(2)), whole[..Math.Max(10, (int)(kept * whole.Length))]);
        var counts = new List<(string, int)>();
        using (var store = CellStore.Open(Whole))
        {
            Should
                .Throw<RunStoreException>(() =>
                    store.Merge(
                        [.. Enumerable.Range(0, 4).Select(Other)],
                        (folder, cells) => counts.Add((folder, cells)),
                        TestContext.Current.CancellationToken))
                .Message.ShouldContain(Other(2));
            store.Count(s_keys[0]).ShouldBe(600);
        }
        counts.ShouldBe([(Other(0), 300 * s_keys.Length), (Other(1), 300 * s_keys.Length)]);
        System.IO.File.WriteAllBytes(File(Other(2)), whole);
        Merge(4).ShouldBe([0, 0, 300 * s_keys.Length, 300 * s_keys.Length]);
        StoreTools.ShouldBeSound(File(Whole));
    }

    [Fact]
    public void A_merge_leaves_no_file_but_the_store()
    {
        Fill(Other(0), Images(new Random(1)));
        Merge(1);
        Directory.EnumerateFiles(Whole).ShouldBe([File(Whole)]);
        Directory.EnumerateFiles(Other(0)).ShouldBe([File(Other(0))]);
    }

    private string Other(int i) => _folder[$"other{i}"];

    private static string File(string folder) => Path.Combine(folder, StoreFile.Name);

    private static void Fill(string folder, IReadOnlyList<StoredImage> images)
    {
        using var store = CellStore.Open(folder);
        store.Append(images);
    }

    private List<int> Merge(int count, long batch = StoreMerge.BatchBytes)
    {
        using var file = StoreFile.Open(Whole);
        var counts = new List<int>();
        new StoreMerge(file, batch).Run([.. Enumerable.Range(0, count).Select(Other)], (folder, cells) =>
        {
            folder.ShouldBe(Other(counts.Count));
            counts.Add(cells);
        }, TestContext.Current.CancellationToken);
        return counts;
    }

    private static StoredImage Image(string sample) =>
        new(sample, [.. s_keys.Select((key, i) => (key, new StoredCell([new StoredRow(i, 0.25)], [])))]);

    // Some images with some cells, in any order. Each store has other rows for an image and cell, so that a test sees whose were kept.
    private static List<StoredImage> Images(Random random) =>
        [.. random.GetItems(s_samples, random.Next(1, s_samples.Length)).Distinct().Select(sample =>
        {
            List<CellKey> keys = [.. random.GetItems(s_keys, random.Next(1, s_keys.Length)).Distinct()];
            var maps = keys.Select(key => key.Method)
                .Distinct()
                .ToDictionary(
                    method => (method, random.Next(3)),
                    _ => new MapThumbnail(2, 1, random.Next(), random.Next(), [(byte)random.Next(256), 7]));
            return new StoredImage(
                sample,
                [.. keys.Select(key => (key, Cell(random)))],
                random.Next(2) == 0 ? null : new SampleThumbnails(sample, [random.NextDouble(), 2], maps));
        })];

    private static StoredCell Cell(Random random)
    {
        string? State() => random.Next(3) == 0 ? $"features.{random.Next(3)}" : null;
        int? Class() => random.Next(3) == 0 ? null : random.Next(5);
        if (random.Next(6) == 0) return new StoredCell([], [], "cut off");
        return new StoredCell(
            [.. Enumerable.Range(0, random.Next(4)).Select(_ => new StoredRow(Class(), random.NextDouble(), State()))],
            [
                .. Enumerable
                    .Range(0, random.Next(3))
                    .Select(_ => new StoredSkip(Class(), $"flat {random.Next()}", State(), random.Next(2) == 0)),
            ]);
    }

    private long Count(string table)
    {
        using var store = CellStore.Read(Whole);
        return (long)store.Runs!.Query($"SELECT count(*) FROM {table}").Rows.Single().Single()!;
    }

    private static List<string> Content(string folder) => [.. Rows(folder), .. Glances(folder)];

    // All rows of a store as text, without ids.
    private static List<string> Rows(string folder)
    {
        using var store = CellStore.Read(folder);
        return
        [
            .. from key in store.Keys
               from sample in s_samples
               let cell = store.Find(key, sample)
               where cell is not null
               orderby key.Id, sample
               select $"{key.Id} {key.Metric} {key.Method} {key.Parts.Count} {sample}: "
                   + $"{string.Join(", ", cell.Rows)}; {string.Join(", ", cell.Skipped)}; {cell.Error}",
        ];
    }

    private static List<string> Glances(string folder)
    {
        using var store = CellStore.Read(folder);
        return
        [
            .. from key in s_keys
               from sample in s_samples
               let glance = store.Glances.Find([key], sample)
               where glance is not null
               from line in glance
                   .Maps.Select(map => $"{key.Id} {sample} {map.Key}: {Describe(map.Value)}")
                   .Append($"{sample}: {string.Join(' ', glance.Logits)}")
               orderby line
               select line,
        ];
    }

    // The expected glances: the first logits per image, and the first map per image, method and class.
    private static List<string> FirstGlances(IEnumerable<List<StoredImage>> stores)
    {
        var (logits, maps) = (new Dictionary<string, string>(), new Dictionary<(string, string Sample, int), string>());
        foreach (var image in stores.SelectMany(images => images).Where(image => image.Glance is not null))
        {
            logits.TryAdd(image.Sample, string.Join(' ', image.Glance!.Logits));
            foreach (var (at, map) in image.Glance.Maps) maps.TryAdd((at.Method, image.Sample, at.Class), Describe(map));
        }
        return
        [
            .. from key in s_keys
               from entry in logits
               from line in maps.Where(map => map.Key.Item1 == key.Method && map.Key.Sample == entry.Key)
                   .Select(map => $"{key.Id} {entry.Key} {(map.Key.Item1, map.Key.Item3)}: {map.Value}")
                   .Append($"{entry.Key}: {entry.Value}")
               orderby line
               select line,
        ];
    }

    private static string Describe(MapThumbnail map) => $"{map.Width}×{map.Height} {map.Min} {map.Max} {string.Join(' ', map.Values)}";
}
