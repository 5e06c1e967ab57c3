using Workbench.Engine.Store;
using Workbench.Results;

namespace Workbench.Engine.Tests.Store;

/// <summary>A value that is not of its column's type is reported with its place and never read as another value.</summary>
public sealed class DamagedStoreTests : IDisposable
{
    private static readonly CellKey s_key = StoreTools.Key("gradcam", "1");
    private readonly TemporaryFolder _folder = new();

    private string File => _folder["run", "store.db"];

    public void Dispose() => _folder.Dispose();

    // Such values come from a flipped bit, another program or a manual edit. SQLite itself reads a text in a number column as 0.
    [Theory]
    [InlineData("cell", "parts", "'{'", "table 'cell', row 1 (metric 'game'): 'parts' is '{', which is not the expected JSON")]
    [
        InlineData("cell", "parts", "'[1]'", "not the expected JSON"),
        InlineData("cell", "parts", "'null'", "which is null"),
        InlineData("cell", "metric", "CAST(x'ff41' AS TEXT)", "not UTF-8 text"),
        InlineData("cell", "method", "x'00'", "'method' is 1 bytes, which is not text")
    ]
    [
        InlineData("sample", "name", "CAST(x'c328' AS TEXT)", "table 'sample', row 1"),
        InlineData("sample", "name", "7", "'name' is 7, which is not text")
    ]
    [
        InlineData("score", "value", "'high'", "table 'score', row 1 (name 'a'): 'value' is 'high', which is not a number"),
        InlineData("score", "class", "'dog'", "'class' is 'dog', which is not a whole number"),
        InlineData("score", "class", "9999999999", "'class' is 9999999999, which is outside the range of a 32-bit integer")
    ]
    [
        InlineData("score", "state", "CAST(x'80' AS TEXT)", "not UTF-8 text"),
        InlineData("skip", "reason", "3.5", "table 'skip', row 1 (name 'a'): 'reason' is 3.5, which is not text"),
        InlineData("skip", "fault", "7", "'fault' is 7, which is neither 0 nor 1"),
        InlineData("entry", "error", "x'01'", "table 'entry', row 1")
    ]
    [
        InlineData("run", "started", "'yesterday'", "table 'run', row 1 (id 'r1'): 'started' is 'yesterday', which is not a time"),
        InlineData("run", "updated", "''", "not a time"),
        InlineData("run", "command", "'run table1'", "not the expected JSON"),
        InlineData("run", "provenance", "'{'", "'provenance' is '{'")
    ]
    [
        InlineData("run", "shard", "'9/2'", "'shard' is '9/2', which is not a shard"),
        InlineData("run", "images", "'six'", "which is not a whole number"),
        InlineData("run", "seconds", "'long'", "which is not a number"),
        InlineData("run", "title", "CAST(x'ff' AS TEXT)", "not UTF-8 text")
    ]
    [
        InlineData("result", "value", "'half'", "table 'result', row 1 (folder ''): 'value' is 'half', which is not a number"),
        InlineData("result", "percent", "2", "neither 0 nor 1"),
        InlineData("claim", "verdict", "x'00ff'", "table 'claim', row 1 (folder ''): 'verdict' is 2 bytes")
    ]
    [
        InlineData("run_sample", "sample", "x'61'", "table 'run_sample', row 1"),
        InlineData("answer", "logits", "x'0102'", "table 'answer', row 1: 'logits' is 2 bytes, which is not a list of numbers"),
        InlineData("map", "pixels", "x'01'", "table 'map', row 1 (class 1): 'pixels' is 1 bytes, which is not a map of 2×1"),
        InlineData("map", "width", "'wide'", "which is not a whole number")
    ]
    public void A_damaged_field_is_named(string table, string column, string value, string said)
    {
        Fill();
        StoreTools.Damage(File, table, column, value);
        var error = Should.Throw<RunStoreException>(ReadAll);
        error.Message.ShouldContain(said);
        error.Message.ShouldStartWith($"'{File}' is damaged: ");
    }

    [Fact]
    public void A_sound_store_is_read_in_full()
    {
        Fill();
        ReadAll();
    }

    [Fact]
    public void A_store_without_one_of_its_tables_is_reported_as_damaged_not_as_unwritable()
    {
        Fill();
        StoreTools.Execute(File, "PRAGMA foreign_keys = OFF; DROP VIEW scores; DROP TABLE score");
        Should
            .Throw<RunStoreException>(ReadAll)
            .Message.ShouldSatisfyAllConditions(
                message => message.ShouldContain("is damaged, or another program has changed its tables"),
                message => message.ShouldContain("no such table"));
    }

    private void Fill()
    {
        using var store = CellStore.Open(_folder["run"]);
        var glance = new SampleThumbnails(
            "a",
            [1, 2],
            new Dictionary<(string, int), MapThumbnail> { [(s_key.Method, 1)] = new(2, 1, 0, 1, [0, 255]) });
        store.Append([
            new StoredImage(
                "a",
                [(s_key, new StoredCell([new StoredRow(1, 0.5, "features.0")], [new StoredSkip(2, "flat")], "cut off"))],
                glance),
        ]);
        store.Runs!.Write(new RunRecord
        {
            Id = "r1",
            Title = "a run",
            Spec = "spec.yaml",
            Subject = "small",
            Folder = "/r",
            Shard = "1/2",
            Started = DateTime.UtcNow,
            Updated = DateTime.UtcNow,
            Command = ["run"],
            Provenance = "{}",
            Samples = [(0, "a")],
            Cells = [new("", "t", 1, s_key.Id, "game", true, "gradcam", null, 0.5, 0.4, 0.6, null, null)],
            Claims = [new("", "holds", "so")],
        });
    }

    private void ReadAll()
    {
        using var store = CellStore.Read(_folder["run"]);
        store.Find(s_key, "a");
        store.Glances.Find([s_key], "a");
        store.Runs!.All();
        store.Runs.Find("r1");
        store.Runs.Rows("r1");
    }
}
