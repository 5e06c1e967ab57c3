namespace Workbench.Cli.Tests;

/// <summary>A run in shards gives the results of a single run.</summary>
public sealed class ShardTests(SmallSubject subject)
{
    private static readonly string[] s_files = ["samples.csv", "table.csv", "skipped.csv", "table.md"];

    [Theory, SlowInlineData(1), InlineData(2), SlowInlineData(5)]
    public void Merged_shards_give_the_bytes_of_one_run(int count)
    {
        using var place = new Workplace(subject);
        place.CopyReferenceRun();
        var folders = Enumerable.Range(1, count).Select(i => $"shard{i}").ToArray();
        foreach (var (i, folder) in folders.Index()) place.RunInto(folder, "--shard", $"{i + 1}/{count}").Code.ShouldBe(0);
        folders.Sum(folder => int.Parse(place.Query(folder, "SELECT count(DISTINCT sample) FROM entry"))).ShouldBe(6);   // each image once
        var merged = place.Run(["merge", "spec.yaml", "--from", .. folders, "--out", "merged", "--device", "cpu"]);
        merged.Code.ShouldBe(0, merged.Error);
        foreach (var file in s_files) File.ReadAllBytes(place["merged", file]).ShouldBe(File.ReadAllBytes(place["whole", file]), file);
        place.RunInto("merged").Error.ShouldContain("nothing left to compute");
    }

    [Fact]
    public void A_missing_shard_is_named()
    {
        using var place = new Workplace(subject);
        foreach (var i in (int[])[1, 3]) place.RunInto($"shard{i}", "--shard", $"{i}/3").Code.ShouldBe(0);
        var merged = place.Run("merge", "spec.yaml", "--from", "shard1", "shard3", "--out", "merged", "--device", "cpu");
        merged.Code.ShouldBe(3);
        merged.Error.ShouldContain("2 images are missing: shard 2/3 was not merged.");
        place.Read("merged", "table.md").ShouldContain("4 of 6 images (interrupted)");
        place
            .Run("merge", "spec.yaml", "--from", "shard1", "nowhere", "--out", "merged", "--device", "cpu")
            .ShouldSatisfyAllConditions(
                none => none.Code.ShouldBe(4),
                none => none.Error.ShouldContain("The folder 'nowhere' has no store"));
    }

    [Theory, InlineData("0/3"), InlineData("4/3"), InlineData("2"), InlineData("a/b"), InlineData("-1/3")]
    public void An_invalid_shard_is_an_error_of_the_command_line(string shard)
    {
        using var place = new Workplace(subject);
        var run = place.RunInto("out", "--shard", shard);
        run.Code.ShouldBe(2, run.Error);
        run.Error.ShouldContain($"'{shard}' is not a shard; write i/n with i from 1 to n");
    }
}
