using Workbench.Engine.Store;

namespace Workbench.Engine.Tests.Store;

/// <summary>Finished rows survive any interruption, and an edit of one cell does not affect another cell's rows.</summary>
public sealed class CellStoreTests : IDisposable
{
    private static readonly CellKey s_key = StoreTools.Key("gradcam", "1"),
        s_edited = StoreTools.Key("gradcam", "2"),
        s_other = StoreTools.Key("fullgrad", "1");
    private static readonly StoredCell s_rows = new(
        [new StoredRow(3, 1), new StoredRow(null, 0.1 + 0.2), new StoredRow(0, 0), new StoredRow(null, -1e-300, "features.0")],
        [new StoredSkip(null, "why \"so\"\n?"), new StoredSkip(2, "flat", "features.2"), new StoredSkip(null, "it threw", Fault: true)]);

    private readonly TemporaryFolder _folder = new();

    private string File => _folder["run", "store.db"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_second_start_finds_every_row_unchanged()
    {
        Fill("a", "b");
        using var store = Open();
        store.Keys.Select(key => key.Id).ShouldBe([s_key.Id, s_other.Id]);
        (store.Count(s_key), store.Count(s_other), store.Count(s_edited)).ShouldBe((2, 2, 0));
        var cell = store.Find(s_other, "b")!;
        cell.Error.ShouldBeNull();
        cell.Rows.ShouldBe(s_rows.Rows);
        cell.Skipped.ShouldBe(s_rows.Skipped);
        store.Has(s_key, "a").ShouldBeTrue();
        store.Has(s_key, "c").ShouldBeFalse();
    }

    [Fact]
    public void A_closed_store_is_one_file()
    {
        Fill("a", "b");
        Directory.EnumerateFiles(_folder["run"]).ShouldBe([File]);
    }

    [Fact]
    public void A_key_comes_back_with_all_its_parts()
    {
        Fill("a");
        using var store = Open();
        store.Keys.First().Differences(s_edited).ShouldBe([CellKey.MethodCode]);
        store.Keys.First().Parts.ShouldBe(s_key.Parts, ignoreOrder: true);
    }

    [Fact]
    public void Rows_of_an_edited_method_are_stored_beside_the_old_ones()
    {
        Fill("a", "b");
        using (var store = Open())
        {
            store.Has(s_edited, "a").ShouldBeFalse();
            store.Append([new StoredImage("a", [(s_edited, new StoredCell([new StoredRow(3, 0.5)], []))])]);
        }
        using var again = Open();
        again.Find(s_edited, "a")!.Rows.ShouldBe([new StoredRow(3, 0.5)]);
        again.Find(s_key, "a")!.Rows.ShouldBe(s_rows.Rows);
        again.Find(s_other, "a")!.Rows.ShouldBe(s_rows.Rows);
        again.Has(s_edited, "b").ShouldBeFalse();
    }

    [Fact]
    public void A_later_row_of_a_cell_and_image_replaces_the_former()
    {
        Fill("a");
        using (var store = Open()) store.Append([new StoredImage("a", [(s_key, new StoredCell([new StoredRow(7, 7)], []))])]);
        using var again = Open();
        again
            .Find(s_key, "a")!
            .ShouldSatisfyAllConditions(cell => cell.Rows.ShouldBe([new StoredRow(7, 7)]), cell => cell.Skipped.ShouldBeEmpty());
        again.Count(s_key).ShouldBe(1);
    }

    [Fact]
    public void An_unreadable_image_is_remembered_with_its_reason()
    {
        using (var store = Open())
            store.Append([
                new StoredImage("x", [(s_key, new StoredCell([], [], "cut off")), (s_other, new StoredCell([], [], "cut off"))]),
            ]);
        using var again = Open();
        again.Find(s_key, "x")!.Error.ShouldBe("cut off");
        again.Find(s_other, "x")!.Error.ShouldBe("cut off");
    }

    [Fact]
    public void Transient_faults_and_cells_of_a_script_stay_in_this_process()
    {
        var own = s_other with { IsPersistent = false };
        using (var store = Open())
        {
            store.Append([
                new StoredImage("a", [(s_key, s_rows with { IsTransient = true }), (own, s_rows), (s_edited, s_rows)]),
                new StoredImage("b", [(own, s_rows)]),
            ]);
            (store.Count(s_key), store.Count(own), store.Count(s_edited)).ShouldBe((1, 2, 1));
            store.RemoveTransient();
            (store.Count(s_key), store.Count(own), store.Count(s_edited)).ShouldBe((0, 2, 1));
        }
        using var again = Open();
        (again.Count(s_key), again.Count(own), again.Count(s_edited)).ShouldBe((0, 0, 1));
        again.Keys.Select(key => key.Id).ShouldBe([s_edited.Id]);
    }

    [Fact]
    public void A_batch_that_cannot_be_written_in_full_is_not_written_at_all()
    {
        using var store = Open();
        Append(store, "a");
        var bad = new StoredCell([new StoredRow(1, 0.5)], [new StoredSkip(1, null!)]);   // a reason is required
        Should
            .Throw<RunStoreException>(() =>
                store.Append([new StoredImage("b", [(s_key, s_rows)]), new StoredImage("c", [(s_edited, bad)])]))
            .Message.ShouldContain("Results computed before are kept.");
        Append(store, "d");   // the store still works
        Images(CellStore.Read(_folder["run"])).ShouldBe(["a", "d"]);
        StoreTools.ShouldBeSound(File);
    }

    [Fact]
    public void A_store_can_be_read_while_a_run_writes_it()
    {
        CellStore.Read(_folder["nowhere"]).Keys.ShouldBeEmpty();
        using var store = Open();
        Append(store, "a");
        Images(CellStore.Read(_folder["run"])).ShouldBe(["a"]);
        Append(store, "b");
        Images(CellStore.Read(_folder["run"])).ShouldBe(["a", "b"]);
    }

    [Fact]
    public async Task A_store_that_is_being_created_is_seen_as_missing_or_complete()
    {
        for (var i = 0; i < 100; i++)
        {
            var folder = _folder[$"new-{i}"];
            var making = Task.Run(() => CellStore.Open(folder).Dispose(), TestContext.Current.CancellationToken);
            while (!making.IsCompleted) StoreCounts.CountByImage(folder, new HashSet<string>()).ShouldBeEmpty();
            await making;
        }
    }

    [Fact]
    public void Two_runs_share_a_folder_and_each_row_is_stored_once()
    {
        using (CellStore one = Open(), other = Open())
        {
            Append(one, "a");
            Append(other, "a");   // both computed the same rows
            Append(other, "b");
            Append(one, "c");
        }
        using var again = Open();
        Images(again).ShouldBe(["a", "b", "c"]);
        again.Find(s_key, "a")!.Rows.ShouldBe(s_rows.Rows);
        again.Runs!.Query("SELECT count(*) FROM entry").Rows.Single().Single().ShouldBe(6L);
        StoreTools.ShouldBeSound(File);
    }

    [Fact]
    public async Task Processes_that_start_at_once_make_one_store()
    {
        var folders = Enumerable.Range(0, 8).Select(i => Task.Run(() =>
        {
            using var store = Open();
            Append(store, $"{i}");
        }));
        await Task.WhenAll(folders);
        using var again = Open();
        again.Count(s_key).ShouldBe(8);
        StoreTools.ShouldBeSound(File);
    }

    [Fact]
    public void A_store_in_memory_leaves_no_file()
    {
        using var store = CellStore.InMemory();
        Append(store, "a");
        Images(store).ShouldBe(["a"]);
        Directory.EnumerateFileSystemEntries(_folder.Root).ShouldBeEmpty();
    }

    // The system accepts writes to a deleted file, and the rows would be lost.
    [Fact]
    public void A_folder_deleted_while_its_store_is_in_use_is_reported()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "a file in use cannot be deleted");
        using var store = Open();
        Append(store, "a");
        Directory.Delete(_folder["run"], recursive: true);
        Should
            .Throw<RunStoreException>(() => Append(store, "b"))
            .Message.ShouldStartWith($"The store '{File}' was moved or deleted while it was in use.");
    }

    [Fact]
    public void A_path_that_is_too_long_for_SQLite_is_reported()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "paths are shorter there");
        var folder = _folder[[.. Enumerable.Repeat(new string('é', 100), 4)]];   // two bytes each
        var bytes = System.Text.Encoding.UTF8.GetByteCount(Path.Combine(folder, "store.db"));
        Should.Throw<RunStoreException>(() => CellStore.Open(folder)).Message.ShouldSatisfyAllConditions(
            message => message.ShouldContain($"its path has {bytes} bytes, and SQLite takes at most 503."),
            message => message.ShouldNotContain("permission"));
        CellStore.Open(_folder[[.. Enumerable.Repeat(new string('é', 100), 2)]]).Dispose();
    }

    [Fact]
    public void A_folder_that_cannot_be_created_is_reported()
    {
        System.IO.File.WriteAllText(_folder["file"], "");
        Should.Throw<RunStoreException>(() => CellStore.Open(_folder["file", "run"])).Message.ShouldSatisfyAllConditions(
            message => message.ShouldContain("cannot be written"), message => message.ShouldContain("--out"));
    }

    [Theory]
    [InlineData("This is not a database, and the text is longer than the header of a hundred bytes at the start of SQLite's files.")]
    [InlineData("short")]
    public void A_file_that_is_not_a_store_is_left_unchanged(string text)
    {
        Directory.CreateDirectory(_folder["run"]);
        System.IO.File.WriteAllText(File, text);
        Should.Throw<RunStoreException>(Open).Message.ShouldContain("damaged or not a store");
        Should.Throw<RunStoreException>(() => CellStore.Read(_folder["run"])).Message.ShouldContain("damaged or not a store");
        System.IO.File.ReadAllText(File).ShouldBe(text);
    }

    [Fact]
    public void A_store_of_a_newer_workbench_is_rejected_and_left_unchanged()
    {
        Fill("a");
        StoreTools.Execute(File, "PRAGMA user_version = 99");
        var bytes = System.IO.File.ReadAllBytes(File);
        Should.Throw<RunStoreException>(Open)
            .Message.ShouldContain("was made by a newer workbench (store version 99; this workbench knows 1)");
        Should.Throw<RunStoreException>(() => CellStore.Read(_folder["run"])).Message.ShouldContain("Nothing was changed.");
        System.IO.File.ReadAllBytes(File).ShouldBe(bytes);
    }

    [Fact]
    public void A_database_of_another_program_is_rejected()
    {
        Directory.CreateDirectory(_folder["run"]);
        StoreTools.Execute(File, "CREATE TABLE addresses (name TEXT)");
        Should.Throw<RunStoreException>(Open).Message.ShouldContain("a database of another program");
    }

    [Fact]
    public void Another_stores_rows_are_merged_once()
    {
        Fill("a", "b");
        using (var other = CellStore.Open(_folder["other"]))
        {
            Append(other, "b");
            Append(other, "c");
            other.Append([new StoredImage("d", [(s_edited, s_rows)])]);
        }
        using var store = Open();
        store.Merge([_folder["other"]], cancel: TestContext.Current.CancellationToken).ShouldBe(2 + 1);   // c in two cells, d in one
        store.Merge([_folder["other"]], cancel: TestContext.Current.CancellationToken).ShouldBe(0);
        Images(store).ShouldBe(["a", "b", "c"]);
        store
            .Find(s_edited, "d")!
            .ShouldSatisfyAllConditions(cell => cell.Rows.ShouldBe(s_rows.Rows), cell => cell.Skipped.ShouldBe(s_rows.Skipped));
        Should
            .Throw<RunStoreException>(() => store.Merge([_folder["nowhere"]], cancel: TestContext.Current.CancellationToken))
            .Message.ShouldContain("has no store");
    }

    private CellStore Open() => CellStore.Open(_folder["run"]);

    private void Fill(params string[] samples)
    {
        using var store = Open();
        foreach (var sample in samples) Append(store, sample);
    }

    private static void Append(CellStore store, string sample) =>
        store.Append([new StoredImage(sample, [(s_key, s_rows), (s_other, s_rows)])]);

    private static IEnumerable<string> Images(CellStore store)
    {
        List<string> found = [.. new[] { "a", "b", "c", "d" }.Where(sample => store.Has(s_key, sample) && store.Has(s_other, sample))];
        return found;
    }
}
