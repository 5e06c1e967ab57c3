using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Workbench.Engine.Store;
using Workbench.Results;
using Workbench.Testing;

namespace Workbench.Benchmarks;

/// <summary>
/// Time to merge 64 shards of 25 methods, with 5,000 images per shard or 5,000 in total, one row per image and method. The reference is
/// SQLite's insertion of the same rows in the order of the tables, which is the lower bound of a merge by SQL statements. Also measures the
/// steps after the merge: reading all cells, and the bootstrap of a table.
/// </summary>
internal static class Merging
{
    private const int Shards = 64, Methods = 25;

    public static void Run(int repeats)
    {
        foreach (var images in (int[])[5000 * Shards, 5000]) Run(images, repeats);
    }

    private static void Run(int images, int repeats)
    {
        using var folder = new TemporaryFolder();
        var folders = Enumerable.Range(0, Shards).Select(shard => folder[$"shard{shard}"]).ToList();
        foreach (var (shard, path) in folders.Index())
            Write(path, [.. Enumerable.Range(0, images).Where(place => place % Shards == shard).Select(ImageName)]);
        var rows = 2.0 * images * Methods;   // an entry and a score each
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Shards} shards, {images} images × {Methods} methods: {rows / 1e6:0.00} million rows, half of them scores, "
            + $"in {folders.Sum(Size) / 1e6:0} MB"));

        for (var repeat = 0; repeat < repeats; repeat++)
        {
            var (whole, busy) = (folder[$"whole{repeat}"], Processor());
            var merge = MeasureSeconds(() =>
            {
                using var store = CellStore.OpenShared(whole);
                if (store.Merge(folders) != images * Methods) throw new InvalidOperationException("The merge lost rows.");
            });
            busy = Processor() - busy;
            var again = MeasureSeconds(() =>
            {
                using var store = CellStore.OpenShared(whole);
                if (store.Merge(folders) != 0) throw new InvalidOperationException("The second merge added rows.");
            });
            var floor = MeasureSeconds(() => Copy(whole, folder["floor"]));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  merge {merge:0.00} s ({busy:0.00} s of processor time) = {rows / merge / 1e6:0.00} million rows/s "
                + $"to {Size(whole) / 1e6:0} MB; second merge {again:0.00} s; plain insertion of the same rows in order {floor:0.00} s; "
                + $"ratio {merge / floor:0.00}; peak memory so far {Peak() / 1e6:0} MB"));
            Directory.Delete(folder["floor"], recursive: true);
            if (repeat + 1 < repeats) Directory.Delete(whole, recursive: true);
            else After(whole, images);
        }
    }

    private static void After(string whole, int images)
    {
        using var store = CellStore.Read(whole);
        var ids = Enumerable.Range(0, images).Select(ImageName).ToList();
        var cells = new List<List<MetricRow>>();
        var reading = MeasureSeconds(() =>
        {
            foreach (var key in Keys())
                cells.Add([
                    .. ids.SelectMany(id => store.Find(key, id)!.Rows.Select(row => new MetricRow(id, row.Class, row.Value, row.State))),
                ]);
        });
        Console.WriteLine(FormattableString.Invariant($"  reading all cells {reading:0.00} s; peak memory so far {Peak() / 1e6:0} MB"));
        var table = MeasureSeconds(() =>
        {
            var bootstrap = new Bootstrap(ids, seed: 0);
            Parallel.ForEach(cells, rows => bootstrap.Resamples(rows, [], null));
        });
        Console.WriteLine(
            FormattableString.Invariant(
                $"  means and 1000 resamples of all {Methods} cells {table:0.00} s; peak memory so far {Peak() / 1e6:0} MB"));
    }

    // The store's writer adds one image, and so creates the tables and cells. SQL adds the others, image by image like a run.
    private static void Write(string path, IReadOnlyList<string> samples)
    {
        using (var store = CellStore.Open(path))
            store.Append([new StoredImage(samples[0], [.. Keys().Select(key => (key, new StoredCell([new StoredRow(0, 0.5)], [])))])]);
        using var connection = Connect(path);
        Execute(connection, "PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF; BEGIN");
        using (var add = connection.CreateCommand())
        {
            add.CommandText = "INSERT INTO sample (name) VALUES ($name)";
            var name = add.Parameters.Add("$name", SqliteType.Text);
            foreach (var sample in samples.Skip(1))
            {
                name.Value = sample;
                add.ExecuteNonQuery();
            }
        }
        const string pairs = "FROM sample CROSS JOIN cell WHERE sample.id > 1";
        Execute(
            connection,
            $"INSERT INTO entry SELECT cell.id, sample.id, NULL {pairs}; "
            + "INSERT INTO score SELECT cell.id, sample.id, 0, sample.id * 7919 % 1000, NULL, abs(random() % 1000000007) / 1000000007.0 "
            + $"{pairs}; COMMIT");
    }

    // Row by row: the condition prevents SQLite from copying the tables page by page.
    private static void Copy(string from, string to)
    {
        CellStore.Open(to).Dispose();
        using var connection = Connect(to);
        Execute(connection, $"PRAGMA foreign_keys = OFF; ATTACH '{Path.Combine(from, "store.db")}' AS other; BEGIN");
        Execute(connection, "INSERT INTO cell SELECT * FROM other.cell; INSERT INTO sample SELECT * FROM other.sample");
        Execute(
            connection,
            "INSERT INTO entry SELECT * FROM other.entry WHERE cell > 0; "
            + "INSERT INTO score SELECT * FROM other.score WHERE cell > 0; COMMIT");
    }

    private static IEnumerable<CellKey> Keys() =>
        Enumerable
            .Range(0, Methods)
            .Select(i => new CellKey(
                "game",
                $"method{i}",
                new SortedDictionary<string, string>
                {
                    [CellKey.MethodCode] = "1",
                    [CellKey.MetricCode] = "1",
                    ["weights"] = "w",
                    ["data"] = "d",
                    ["input"] = "i",
                    ["seed"] = "0",
                }));

    private static string ImageName(int place) => FormattableString.Invariant($"ILSVRC2012_val_{place:00000000}");

    private static SqliteConnection Connect(string folder)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = Path.Combine(folder, "store.db"), Pooling = false }.ToString());
        connection.Open();
        return connection;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static double Size(string folder) => new FileInfo(Path.Combine(folder, "store.db")).Length;

    private static double MeasureSeconds(Action work)
    {
        var clock = Stopwatch.StartNew();
        work();
        return clock.Elapsed.TotalSeconds;
    }

    private static double Processor()
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime.TotalSeconds;
    }

    private static double Peak()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }
}
