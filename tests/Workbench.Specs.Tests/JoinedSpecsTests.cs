namespace Workbench.Specs.Tests;

/// <summary>Several specs in one call.</summary>
public sealed class JoinedSpecsTests : IDisposable
{
    private readonly SpecFolder _folder = new();

    public JoinedSpecsTests()
    {
        _folder.Write(
            "one.yaml",
            "title: The first\nmethods: [beta]\nmetrics: [hits]\nsubject: subject.yaml\nlimit: 5\n"
                + "expected: {within: 1, values: [{method: beta, metric: hits, value: 50}]}\n");
        _folder.Write("two.yaml", "methods: [beta, alpha++]\nmetrics: [hits]\nsubject: subject.yaml\n");
        _folder.Write(
            "list.yaml",
            "tables: [{name: a, methods: [beta], metrics: [restricted-hits], limit: 2}, {name: b, methods: [beta], metrics: [hits]}]\n"
                + "subject: subject.yaml\nlimit: 3\n");
    }

    public void Dispose() => _folder.Dispose();

    private Experiment Load(string[] names, params string[] overrides) =>
        ExperimentFile.Load([.. names.Select(_folder.Full)], new FakeCatalog(), [.. overrides.Select(text => new SpecOverride(text))]);

    private string Mistakes(params string[] names) =>
        Should
            .Throw<SpecException>(() => Load(names))
            .Message.Replace(_folder.Full("one.yaml")[..^"one.yaml".Length], "", StringComparison.Ordinal);

    [Fact]
    public void Their_tables_form_one_experiment()
    {
        var (spec, tables) = Load(["one.yaml", "two.yaml", "list.yaml"]);
        tables
            .Select(table => (table.Spec.Folder, table.Spec.Title, table.Spec.Limit))
            .ShouldBe([("one", "The first", 5), ("two", "two", null), ("a", "a", 2), ("b", "b", 3)]);
        tables.Select(table => Path.GetFileName(table.Spec.File)).ShouldBe(["one.yaml", "two.yaml", "list.yaml", "list.yaml"]);
        (spec.File, spec.Title, spec.Limit).ShouldBe(("one+two+list.yaml", "one + two + list", null));
        spec.Files.Select(Path.GetFileName).ShouldBe(["one.yaml", "subject.yaml", "two.yaml", "list.yaml"]);
        ReferenceEquals(tables[0].Methods[0], tables[1].Methods[0]).ShouldBeTrue();
    }

    [Fact]
    public void The_experiments_limit_is_the_largest_if_all_have_one() => Load(["one.yaml", "list.yaml"]).Spec.Limit.ShouldBe(5);

    [Fact]
    public void An_override_applies_to_each_of_them()
    {
        _folder.Write("two.yaml", "methods: [beta]\nmetrics: [hits]\nsubject: lost.yaml\nseed: 3\n");
        var (spec, tables) = Load(["one.yaml", "two.yaml"], $"subject='{_folder.Full("subject.yaml")}'", "seed=8", "limit=4");
        (spec.Seed, spec.Limit, spec.Subject.Name).ShouldBe((8UL, 4, "subject"));
        tables.Select(table => table.Spec.Limit).ShouldBe([4, 4]);
    }

    [Fact]
    public void A_single_spec_stays_unchanged()
    {
        var (spec, tables) = Load(["one.yaml"]);
        (spec.File, spec.Limit, tables[0].Spec.Folder, tables[0].Spec.Limit).ShouldBe((_folder.Full("one.yaml"), 5, "", null));
    }

    [Fact]
    public void The_resolved_spec_reads_back_as_the_same_experiment()
    {
        var text = SpecWriter.Write(Load(["one.yaml", "two.yaml"]));
        var back = ExperimentFile.Load(_folder.Write("elsewhere/resolved.yaml", text), new FakeCatalog());
        back.Tables.Select(table => (table.Spec.Folder, table.Spec.Limit, table.Expected.Count))
            .ShouldBe([("one", 5, 1), ("two", null, 0)]);
        SpecWriter.Write(back).ShouldBe(text);
    }

    [Fact]
    public void Differences_in_shared_keys_are_reported_with_both_places()
    {
        _folder.Write("voc.yaml", "model: {weights: weights.safetensors}\ninput: imagenet\ndata: {format: voc, root: voc, split: val}\n");
        _folder.Write("two.yaml", "methods: [beta]\nmetrics: [hits]\nsubject: voc.yaml\nseed: 3\n");
        Mistakes("one.yaml", "two.yaml")
            .ShouldBe(
                "two.yaml:3:10: This spec has the subject 'voc', but one.yaml:4:10 has 'subject'. Specs of one call must share it: "
                    + "pass --subject, or run the specs separately.\n"
                    + "two.yaml:4:7: This spec has the seed 3, but one.yaml:1:1 has 0. Specs of one call must share it: "
                    + "pass --set seed=…, or run the specs separately.");
    }

    [Fact]
    public void Two_tables_of_one_name_are_reported()
    {
        _folder.Write("sub/one.yaml", "methods: [beta]\nmetrics: [hits]\nsubject: ../subject.yaml\n");
        Mistakes("one.yaml", "sub/one.yaml")
            .ShouldBe(
                "sub/one.yaml:1:1: The table name 'one' is already used in one.yaml. Each table has a folder of its name: "
                    + "rename one file or table.");
    }
}
