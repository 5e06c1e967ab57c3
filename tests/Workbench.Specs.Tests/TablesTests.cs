namespace Workbench.Specs.Tests;

/// <summary>Several tables in one spec.</summary>
public sealed class TablesTests : IDisposable
{
    private const string Two =
        "title: Both\ntables: [sub/one.yaml, {name: two, methods: [beta, alpha++@b5], metrics: [restricted-hits, hits]}]\n"
            + "subject: subject.yaml\nseed: 4\n";
    private readonly SpecFolder _folder = new();

    public TablesTests() =>
        _folder.Write(
            "sub/one.yaml",
            "title: The first\nmethods: [alpha++, beta]\nmetrics: [hits]\nsubject: nowhere\npaper: numbers.csv\nlimit: 3\nseed: 9\n");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Paths_and_mappings_are_tables_of_one_experiment()
    {
        _folder.Write("sub/numbers.csv", "method,label\n");
        var (spec, tables) = _folder.Load(Two);

        spec.Title.ShouldBe("Both");
        tables.Select(table => (table.Spec.Folder, table.Spec.Title)).ShouldBe([("one", "The first"), ("two", "two")]);
        tables[0].Spec.Paper!.Value.ShouldBe(_folder.Full("sub/numbers.csv"));
        // The outer spec's subject, seed and limit apply, and the listed file's subject is not looked up.
        (spec.Subject.Name, spec.Seed, spec.Limit).ShouldBe(("subject", 4UL, null));
        // A listed file's limit applies to its table.
        tables.Select(table => table.Spec.Limit).ShouldBe([3, null]);
    }

    [Fact]
    public void Tables_share_cells()
    {
        _folder.Write("sub/numbers.csv", "method,label\n");
        var experiment = _folder.Load(Two);
        ReferenceEquals(experiment.Tables[0].Methods[0], experiment.Tables[1].Methods[1]).ShouldBeTrue();
        experiment.Cells.Select(cell => $"{cell.Metric.Name} {cell.Method.Name}")
            .ShouldBe(["hits alpha++@b5", "hits beta", "restricted-hits beta", "restricted-hits alpha++@b5"]);
    }

    [Fact]
    public void The_resolved_spec_reads_back_as_the_same_tables()
    {
        _folder.Write("sub/numbers.csv", "method,label\n");
        var first = _folder.Load(Two, "limit=2");
        var text = SpecWriter.Write(first);
        var second = ExperimentFile.Load(_folder.Write("elsewhere/resolved.yaml", text), new FakeCatalog());
        second.Tables.Select(table => (table.Spec.Folder, table.Spec.Limit)).ShouldBe([("one", 3), ("two", null)]);
        second.Spec.Limit.ShouldBe(2);
        SpecWriter.Write(second).ShouldBe(text[text.IndexOf("title", StringComparison.Ordinal)..]);
    }

    [Fact]
    public void A_table_in_a_list_may_have_a_limit() =>
        _folder
            .Load("tables: [{name: a, methods: [beta], metrics: [hits], limit: 7}]\nsubject: subject.yaml\n")
            .Tables.ShouldHaveSingleItem()
            .Spec.Limit.ShouldBe(7);

    [Theory]
    [InlineData("tables: []", "spec.yaml:1:9: 'tables' is empty.")]
    [InlineData("tables: one", "spec.yaml:1:9: 'tables' must be a list, not 'one'.")]
    [InlineData("tables: [lost.yaml]", "spec.yaml:1:10: The spec 'lost.yaml' does not exist.")]
    [InlineData("tables: [[a]]", "spec.yaml:1:10: 'tables' takes paths of specs and mappings, not a list.")]
    [InlineData(
        "tables: [{name: a/b, methods: [beta], metrics: [hits]}]",
        "spec.yaml:1:17: 'a/b' is not a folder name: use letters, digits, '-' and '_' only.")]
    [InlineData("tables: [{methods: [beta], metrics: [hits]}]", "spec.yaml:1:10: The key 'name' is missing in a table.")]
    [InlineData(
        "tables: [{name: a, methods: [beta], metrics: [hits]}, {name: a, methods: [beta], metrics: [hits]}]",
        "spec.yaml:1:55: The name 'a' is already used by a table above.")]
    [InlineData(
        "tables: [{name: a, methods: [beta], metrics: [hits], seed: 3}]",
        "spec.yaml:1:54: Unknown key 'seed' in a table; known: name, title, groups, methods, metrics, post, paper, claims, expected, "
            + "notes, figure, limit, extends.")]
    [InlineData(
        "tables: [{name: a, methods: [beta], metrics: [hits], limit: 0}]",
        "spec.yaml:1:61: 'limit' must be a whole number, 1 or more, not '0'.")]
    [InlineData("tables: [{name: a, methods: [betta], metrics: [hits]}]", "spec.yaml:1:30: Unknown method 'betta'; did you mean 'beta'?")]
    [InlineData(
        "tables: [{name: a, methods: [beta], metrics: [hits]}]\nmethods: [beta]",
        "spec.yaml:2:1: Unknown key 'methods' in a spec of tables; known: title, tables, figures, subject, limit, seed, dtype, extends.")]
    [InlineData("tables: [sub/one.yaml]", "sub/one.yaml:5:8: The file 'sub/numbers.csv' does not exist.")]
    public void Mistakes_are_reported_at_their_place(string tables, string message) =>
        _folder.ErrorMessage(tables + "\nsubject: subject.yaml\n").ShouldBe(message);
}
