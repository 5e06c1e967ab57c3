using Workbench.Engine.Runs;

namespace Workbench.Engine.Tests.Runs;

/// <summary>What is done stays done, whatever stops a run, and no edit of one cell costs another its rows.</summary>
public sealed class CellStoreTests : IDisposable
{
    private static readonly CellKey s_key = Key("gradcam", "1"), s_edited = Key("gradcam", "2"), s_other = Key("fullgrad", "1");
    private static readonly StoredCell s_rows = new([new JournalRow(3, 1), new JournalRow(null, 0.1 + 0.2), new JournalRow(0, 0)], [new JournalSkip(null, "why \"so\"\n?")]);

    private readonly TemporaryFolder _folder = new();

    private string File => _folder["run", "journal.jsonl"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_second_start_finds_every_row()
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
        store.SetAside.ShouldBeNull();
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
    public void Rows_of_an_edited_method_lie_beside_the_old_ones()
    {
        Fill("a", "b");
        using (var store = Open())
        {
            store.Has(s_edited, "a").ShouldBeFalse();
            store.Append("a", [(s_edited, new StoredCell([new JournalRow(3, 0.5)], []))]);
        }
        using var again = Open();
        again.Find(s_edited, "a")!.Rows.ShouldBe([new JournalRow(3, 0.5)]);
        again.Find(s_key, "a")!.Rows.ShouldBe(s_rows.Rows);
        again.Find(s_other, "a")!.Rows.ShouldBe(s_rows.Rows);
        again.Has(s_edited, "b").ShouldBeFalse();
    }

    [Fact]
    public void A_later_row_of_the_same_cell_and_image_wins()
    {
        Fill("a");
        using (var store = Open()) store.Append("a", [(s_key, new StoredCell([new JournalRow(7, 7)], []))]);
        using var again = Open();
        again.Find(s_key, "a")!.Rows.ShouldBe([new JournalRow(7, 7)]);
        again.Count(s_key).ShouldBe(1);
    }

    [Fact]
    public void An_unreadable_image_is_remembered_with_its_reason()
    {
        using (var store = Open()) store.Append("x", [(s_key, new StoredCell([], [], "cut off")), (s_other, new StoredCell([], [], "cut off"))]);
        using var again = Open();
        again.Find(s_key, "x")!.Error.ShouldBe("cut off");
        again.Find(s_other, "x")!.Error.ShouldBe("cut off");
    }

    [Fact]
    public void States_and_faults_are_kept_and_take_no_room_where_there_are_none()
    {
        using (var store = Open())
        {
            store.Append("plain", [(s_key, new StoredCell([new JournalRow(1, 0.5)], [new JournalSkip(2, "why")]))]);
            store.Append("states", [(s_other, new StoredCell([new JournalRow(null, 0.5, "features.0")], [new JournalSkip(null, "flat", "features.2"), new JournalSkip(null, "it threw", F: true)]))]);
        }
        System.IO.File.ReadAllLines(File).ShouldBe([
            """{"Journal":2}""",
            """{"Metric":"game","Method":"gradcam","Parts":{"method code":"1","seed":"0"}}""",
            """{"Sample":"plain","Cells":[{"Rows":[{"C":1,"V":0.5}],"Skipped":[{"C":2,"R":"why"}]}]}""",
            """{"Metric":"game","Method":"fullgrad","Parts":{"method code":"1","seed":"0"}}""",
            """{"Sample":"states","Cells":[{"Cell":1,"Rows":[{"V":0.5,"S":"features.0"}],"Skipped":[{"R":"flat","S":"features.2"},{"R":"it threw","F":true}]}]}""",
        ]);
        using var again = Open();
        var cell = again.Find(s_other, "states")!;
        cell.Rows.ShouldBe([new JournalRow(null, 0.5, "features.0")]);
        cell.Skipped.ShouldBe([new JournalSkip(null, "flat", "features.2"), new JournalSkip(null, "it threw", F: true)]);
        again.Find(s_key, "plain")!.Rows.Single().S.ShouldBeNull();
    }

    [Fact]
    public void Faults_of_a_moment_and_cells_of_a_script_are_known_to_this_process_alone()
    {
        var own = s_other with { IsLasting = false };
        using (var store = Open())
        {
            store.Append("a", [(s_key, s_rows with { IsPassing = true }), (own, s_rows), (s_edited, s_rows)]);
            store.Append("b", [(own, s_rows)]);
            (store.Count(s_key), store.Count(own), store.Count(s_edited)).ShouldBe((1, 2, 1));
            store.ForgetPassing();
            (store.Count(s_key), store.Count(own), store.Count(s_edited)).ShouldBe((0, 2, 1));
        }
        System.IO.File.ReadAllLines(File).Length.ShouldBe(3);   // head, one key, one image
        using var again = Open();
        (again.Count(s_key), again.Count(own), again.Count(s_edited)).ShouldBe((0, 0, 1));
        again.Keys.Select(key => key.Id).ShouldBe([s_edited.Id]);
    }

    [Theory, InlineData(1), InlineData(20), InlineData(60)]
    public void A_line_that_was_cut_off_is_dropped_and_the_rest_goes_on(int bytes)
    {
        Fill("a", "b", "c");
        var whole = System.IO.File.ReadAllBytes(File);
        System.IO.File.WriteAllBytes(File, whole[..^bytes]);
        using (var store = Open())
        {
            Images(store).ShouldBe(["a", "b"]);
            Append(store, "c");
        }
        System.IO.File.ReadAllBytes(File).ShouldBe(whole);
        using var again = Open();
        Images(again).ShouldBe(["a", "b", "c"]);
    }

    [Theory]
    [InlineData("{\"Sample\":\"c\",\"Cells\":[{")]
    [InlineData("{\"Sample\":\"c\",\"Cells\":[{\"Cell\":9,\"Rows\":[],\"Skipped\":[]}]}")]
    [InlineData("{\"Sample\":\"c\",\"Cells\":[{\"Cell\":0}]}")]
    [InlineData("{\"Sample\":\"c\"}")]
    [InlineData("{\"Metric\":\"game\"}")]
    [InlineData("null")]
    [InlineData("")]
    public void What_stands_before_a_damaged_line_is_kept(string line)
    {
        Fill("a", "b");
        System.IO.File.AppendAllText(File, $"{line}\n");
        using (var store = Open())
        {
            Images(store).ShouldBe(["a", "b"]);
            Append(store, "d");
        }
        using var again = Open();
        Images(again).ShouldBe(["a", "b", "d"]);
    }

    [Theory, InlineData("{\"Jour"), InlineData("{\"Journal\":2}"), InlineData("")]
    public void A_head_that_was_cut_off_is_begun_again(string text)
    {
        Directory.CreateDirectory(_folder["run"]);
        System.IO.File.WriteAllText(File, text);
        using (var store = Open())
        {
            store.SetAside.ShouldBeNull();
            store.Keys.ShouldBeEmpty();
        }
        Fill("a");
        using var again = Open();
        Images(again).ShouldBe(["a"]);
    }

    [Theory]
    [InlineData("{\"Parts\":{\"weights\":\"abc\"},\"Cells\":[\"game gradcam\"]}\n{\"Sample\":\"a\",\"Cells\":[]}\n")]   // as the first version of the format began
    [InlineData("{\"Journal\":3}\n{\"Sample\":\"a\"}\n")]
    [InlineData("[1, 2]\n")]
    [InlineData("null\n")]
    [InlineData("Dear diary\n")]
    [InlineData("short")]
    public void A_file_of_another_format_is_set_aside_and_not_overwritten(string text)
    {
        Directory.CreateDirectory(_folder["run"]);
        System.IO.File.WriteAllText(File, text);
        System.IO.File.WriteAllText(_folder["run", "journal-1.jsonl.old"], "older still");
        CellStore.Read(_folder["run"]).Keys.ShouldBeEmpty();
        using (var store = Open())
        {
            store.SetAside.ShouldBe(_folder["run", "journal-2.jsonl.old"]);
            store.Keys.ShouldBeEmpty();
        }
        System.IO.File.ReadAllText(_folder["run", "journal-2.jsonl.old"]).ShouldBe(text);
        System.IO.File.ReadAllText(_folder["run", "journal-1.jsonl.old"]).ShouldBe("older still");
        Fill("a");
        using var again = Open();
        (again.SetAside, Images(again).Single()).ShouldBe((null, "a"));
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
        System.IO.File.AppendAllText(File, "{\"Sample\":\"c\",");   // a line being written
        Images(CellStore.Read(_folder["run"])).ShouldBe(["a", "b"]);
    }

    [Fact]
    public void A_store_in_memory_leaves_no_file()
    {
        using var store = CellStore.InMemory();
        Append(store, "a");
        Images(store).ShouldBe(["a"]);
        Directory.EnumerateFileSystemEntries(_folder.Root).ShouldBeEmpty();
    }

    [Fact]
    public void A_folder_that_cannot_be_made_says_so()
    {
        System.IO.File.WriteAllText(_folder["file"], "");
        Should.Throw<RunStoreException>(() => CellStore.Open(_folder["file", "run"])).Message.ShouldSatisfyAllConditions(
            message => message.ShouldContain("cannot be written"), message => message.ShouldContain("--out"));
    }

    [Fact]
    public void Two_runs_do_not_share_a_folder_at_a_time()
    {
        using (Open()) Should.Throw<RunStoreException>(Open).Message.ShouldContain("close the other run");
        Directory.EnumerateFiles(_folder["run"]).ShouldBe([File]);   // no lock is left behind
        using var after = Open();
        after.Keys.ShouldBeEmpty();
    }

    private CellStore Open() => CellStore.Open(_folder["run"]);

    private void Fill(params string[] samples)
    {
        using var store = Open();
        foreach (var sample in samples) Append(store, sample);
    }

    private static void Append(CellStore store, string sample) => store.Append(sample, [(s_key, s_rows), (s_other, s_rows)]);

    private static IEnumerable<string> Images(CellStore store) => new[] { "a", "b", "c", "d" }.Where(sample => store.Has(s_key, sample) && store.Has(s_other, sample));

    private static CellKey Key(string method, string code) => new("game", method, new SortedDictionary<string, string> { [CellKey.MethodCode] = code, ["seed"] = "0" });
}
