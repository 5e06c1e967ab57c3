using Workbench.Engine.Runs;

namespace Workbench.Engine.Tests.Runs;

/// <summary>What is done stays done, whatever stops a run.</summary>
public sealed class JournalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly RunKey _key = new(new Dictionary<string, string> { ["weights"] = "abc", ["seed"] = "0" }, ["game gradcam", "game fullgrad"]);

    private string File => _folder["run", "journal.jsonl"];

    [Fact]
    public void A_second_start_finds_every_row()
    {
        Fill("a", "b");
        using var journal = Open();
        journal.Done.Keys.Order().ShouldBe(["a", "b"]);
        journal.Superseded.ShouldBeEmpty();
        var entry = journal.Done["b"];
        entry.Error.ShouldBeNull();
        entry.Cells.Single().Rows.ShouldBe([new JournalRow(3, 1), new JournalRow(null, 0.1 + 0.2), new JournalRow(0, 0)]);
        entry.Cells.Single().Skipped.ShouldBe([new JournalSkip(null, "why \"so\"\n?")]);
    }

    [Fact]
    public void An_unreadable_image_is_remembered_with_its_reason()
    {
        using (var journal = Open()) journal.Append(new JournalEntry("x", [], "cut off"));
        using var again = Open();
        again.Done["x"].Error.ShouldBe("cut off");
    }

    [Fact]
    public void States_and_faults_are_kept_and_take_no_room_where_there_are_none()
    {
        using (var journal = Open())
        {
            journal.Append(new JournalEntry("plain", [new JournalCell(0, [new JournalRow(1, 0.5)], [new JournalSkip(2, "why")])]));
            journal.Append(new JournalEntry("states", [new JournalCell(0, [new JournalRow(null, 0.5, "features.0")], [new JournalSkip(null, "flat", "features.2"), new JournalSkip(null, "it threw", F: true)])]));
        }
        var lines = System.IO.File.ReadAllLines(File);
        lines[1].ShouldBe("""{"Sample":"plain","Cells":[{"Rows":[{"C":1,"V":0.5}],"Skipped":[{"C":2,"R":"why"}]}]}""");
        lines[2].ShouldContain("""{"V":0.5,"S":"features.0"}""");
        using var again = Open();
        var cell = again.Done["states"].Cells.Single();
        cell.Rows.Single().S.ShouldBe("features.0");
        cell.Skipped.ShouldBe([new JournalSkip(null, "flat", "features.2"), new JournalSkip(null, "it threw", F: true)]);
        again.Done["plain"].Cells.Single().Rows.Single().S.ShouldBeNull();   // a line as it was written before there were states
    }

    [Fact]
    public void The_tables_of_another_run_of_several_move_with_it()
    {
        Fill("a");
        Directory.CreateDirectory(_folder["run", "table2"]);
        System.IO.File.WriteAllText(_folder["run", "table2", "table.csv"], "old");
        Directory.CreateDirectory(_folder["run", "mine"]);
        using var journal = Journal.Open(_folder["run"], _key with { Cells = ["game other"] });
        System.IO.File.ReadAllText(Path.Combine(journal.SupersededFolder!, "table2", "table.csv")).ShouldBe("old");
        Directory.Exists(_folder["run", "mine"]).ShouldBeTrue();
    }

    [Theory, InlineData(1), InlineData(20), InlineData(60)]
    public void A_line_that_was_cut_off_is_dropped_and_the_rest_goes_on(int bytes)
    {
        Fill("a", "b", "c");
        using (var file = System.IO.File.OpenWrite(File)) file.SetLength(file.Length - bytes);
        using (var journal = Open())
        {
            journal.Done.Keys.Order().ShouldBe(["a", "b"]);
            journal.Append(Entry("c"));
        }
        using var again = Open();
        again.Done.Keys.Order().ShouldBe(["a", "b", "c"]);
    }

    [Fact]
    public void A_file_without_a_whole_key_is_started_anew()
    {
        Directory.CreateDirectory(_folder["run"]);
        System.IO.File.WriteAllText(File, "{\"Parts\":{\"wei");
        using (var journal = Open()) journal.Done.ShouldBeEmpty();
        Fill("a");
        using var again = Open();
        again.Done.Keys.ShouldBe(["a"]);
    }

    [Fact]
    public void Another_runs_files_are_moved_aside_and_kept()
    {
        Fill("a");
        System.IO.File.WriteAllText(_folder["run", "table.md"], "old");
        var other = _key with { Parts = new Dictionary<string, string> { ["weights"] = "xyz", ["seed"] = "0" } };
        using (var journal = Journal.Open(_folder["run"], other))
        {
            journal.Done.ShouldBeEmpty();
            journal.Superseded.ShouldBe(["weights"]);
            System.IO.File.ReadAllText(Path.Combine(journal.SupersededFolder!, "table.md")).ShouldBe("old");
            System.IO.File.Exists(Path.Combine(journal.SupersededFolder!, "journal.jsonl")).ShouldBeTrue();
        }
        using var back = Open();   // and the first key's return does not overwrite the first aside folder
        back.SupersededFolder.ShouldNotBeNull();
        Directory.GetDirectories(_folder["run"]).Length.ShouldBe(2);
    }

    [Fact]
    public void A_folder_that_cannot_be_made_says_so()
    {
        System.IO.File.WriteAllText(_folder["file"], "");
        Should.Throw<RunStoreException>(() => Journal.Open(_folder["file", "run"], _key)).Message.ShouldSatisfyAllConditions(
            message => message.ShouldContain("cannot be written"), message => message.ShouldContain("--out"));
    }

    [Fact]
    public void Two_runs_do_not_share_a_folder()
    {
        using var journal = Open();
        Should.Throw<RunStoreException>(Open).Message.ShouldContain("close the other run");
    }

    private Journal Open() => Journal.Open(_folder["run"], _key);

    private void Fill(params string[] samples)
    {
        using var journal = Open();
        foreach (var sample in samples) journal.Append(Entry(sample));
    }

    private static JournalEntry Entry(string sample) =>
        new(sample, [new JournalCell(1, [new JournalRow(3, 1), new JournalRow(null, 0.1 + 0.2), new JournalRow(0, 0)], [new JournalSkip(null, "why \"so\"\n?")])]);

    public void Dispose() => _folder.Dispose();
}
