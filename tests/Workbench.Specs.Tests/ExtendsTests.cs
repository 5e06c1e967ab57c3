namespace Workbench.Specs.Tests;

/// <summary>A spec that extends another file.</summary>
public sealed class ExtendsTests : IDisposable
{
    private const string Base =
        "title: The base\nmethods: [alpha++, beta]\nmetrics: [hits]\nsubject: ../subject.yaml\npaper: numbers.csv\nlimit: 3\n"
            + "seed: 9\nclaims: [{metric: hits, lower: beta, than: all}]\n";
    private readonly SpecFolder _folder = new();

    public ExtendsTests()
    {
        _folder.Write("sub/base.yaml", Base);
        _folder.Write("sub/numbers.csv", "method,label\n");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_spec_inherits_the_keys_that_it_lacks()
    {
        var (spec, tables) = _folder.Load("extends: sub/base.yaml\nlimit: 5\nmethods: [beta]\n");
        var table = tables.ShouldHaveSingleItem();

        (spec.Title, spec.Limit, spec.Seed, spec.Subject.Name).ShouldBe(("The base", 5, 9UL, "subject"));
        table.Methods.Select(method => method.Name).ShouldBe(["beta"]);
        table.Metrics.Select(metric => metric.Name).ShouldBe(["hits"]);
        table.Claims.ShouldHaveSingleItem();
        // A relative path starts at the folder of its own file.
        table.Spec.Paper!.Value.ShouldBe(_folder.Full("sub/numbers.csv"));
    }

    // Inherited claims about replaced methods are dropped; the spec's own claims must fit its table.
    [Fact]
    public void A_claim_of_the_extending_spec_about_a_method_that_the_table_lacks_is_a_mistake()
    {
        _folder.Load("extends: sub/base.yaml\nmethods: [alpha++]\n").Tables.ShouldHaveSingleItem().Claims.ShouldBeEmpty();
        _folder
            .ErrorMessage("extends: sub/base.yaml\nclaims: [{metric: hits, lower: alpha++@b4, than: all}]\n")
            .ShouldContain("The claim names 'alpha++@b4', which is not among the table's methods");
    }

    [Fact]
    public void The_nearest_file_of_a_chain_wins()
    {
        _folder.Write("sub/middle.yaml", "extends: base.yaml\nseed: 10\nlimit: ~\n");
        var spec = _folder.Load("extends: sub/middle.yaml\ntitle: Mine\n").Spec;
        (spec.Title, spec.Seed, spec.Limit).ShouldBe(("Mine", 10UL, null));
    }

    [Fact]
    public void Mappings_merge_at_every_depth_and_a_subject_extends_too()
    {
        _folder.Write(
            "sub/rooms.yaml",
            "model: {weights: ../weights.safetensors}\ninput: scenes\ndata: {format: scenes, seed: 7, count: 12}\n");
        _folder.Write("few.yaml", "extends: sub/rooms.yaml\ndata: {count: 4, seed: ~}\n");
        var few = _folder.Load("extends: sub/base.yaml\nsubject: few.yaml\n").Spec.Subject;
        (few.Name, few.Input.Value, few.Model.Weights.Value).ShouldBe(("few", "scenes", _folder.Full("weights.safetensors")));
        var data = few.Data.ShouldBeOfType<ScenesData>();
        (data.Seed, data.Count).ShouldBe((1UL, 4));
        _folder
            .Load("extends: sub/base.yaml\nsubject: {extends: few.yaml, name: one, data: {count: 1}}\n")
            .Spec.Subject.Data.ShouldBeOfType<ScenesData>()
            .Count.ShouldBe(1);
    }

    [Fact]
    public void A_table_in_a_list_does_not_inherit_the_experiments_keys()
    {
        var (spec, tables) = _folder.Load(
            "tables: [sub/base.yaml, {extends: sub/base.yaml, name: few, limit: 2, claims: ~}]\nsubject: subject.yaml\nseed: 4\n");
        spec.Seed.ShouldBe(4UL);
        tables
            .Select(table => (table.Spec.Folder, table.Spec.Title, table.Spec.Limit, table.Claims.Count))
            .ShouldBe([("base", "The base", 3, 1), ("few", "The base", 2, 0)]);
    }

    [Fact]
    public void Overrides_apply_to_the_merged_spec()
    {
        var (spec, tables) = _folder.Load("extends: sub/base.yaml\n", "seed=1", "methods=[beta]", "subject.input=imagenet");
        (spec.Seed, tables[0].Methods.Count, spec.Subject.Input.Value).ShouldBe((1UL, 1, "imagenet"));
    }

    [Fact]
    public void Every_file_that_was_read_is_known()
    {
        var spec = _folder.Load("extends: sub/base.yaml\n").Spec;
        spec.Files.Select(Path.GetFullPath)
            .ShouldBe([
                _folder.Full("spec.yaml"), _folder.Full("sub/base.yaml"), _folder.Full("subject.yaml"), _folder.Full("sub/numbers.csv"),
            ]);
        _folder.Write("sub/base.yaml", "methods: [betta]\n");
        Should
            .Throw<SpecException>(() => _folder.Load("extends: sub/base.yaml\n"))
            .Files.Select(Path.GetFullPath)
            .ShouldBe([_folder.Full("spec.yaml"), _folder.Full("sub/base.yaml")]);
    }

    [Theory]
    [InlineData("extends: lost.yaml", "spec.yaml:1:10: The file 'lost.yaml' to extend does not exist.")]
    [InlineData("extends: [a]", "spec.yaml:1:10: 'extends' must be the path of a file, not a list.")]
    [InlineData("extends: spec.yaml", "spec.yaml:1:10: 'spec.yaml' extends itself: spec.yaml → spec.yaml.")]
    [InlineData("extends: sub/back.yaml", "sub/back.yaml:1:10: '../spec.yaml' extends itself: spec.yaml → back.yaml → spec.yaml.")]
    [InlineData(
        "methods: [beta]\nmetrics: [hits]\nsubject: subject.yaml\nseed: ~",
        "spec.yaml:4:7: 'seed' must be a whole number, 0 or more, not nothing.")]
    [InlineData(
        "extends: sub/base.yaml\nfigure: ~",
        "spec.yaml:2:9: A figure is a mapping {curves: METRIC, panels: [{title: TEXT, methods: [METHOD]}]}, not nothing.")]
    [InlineData("extends: sub/base.yaml\nmethods: ~", "spec.yaml:1:1: The key 'methods' is missing in a spec.")]
    [InlineData("extends: sub/base.yaml\nmetods: [beta]", "spec.yaml:2:1: Unknown key 'metods' in a spec; did you mean 'methods'?")]
    [InlineData("extends: sub/wrong.yaml", "sub/wrong.yaml:2:7: 'seed' must be a whole number, 0 or more, not 'many'.")]
    [InlineData(
        "extends: sub/wrong.yaml\nseed: 1\ntables: [a]",
        "sub/wrong.yaml:3:1: Unknown key 'methods' in a spec of tables; known: title, tables, figures, subject, limit, seed, "
            + "dtype, extends.\n"
            + "sub/wrong.yaml:4:1: Unknown key 'metrics' in a spec of tables; known: title, tables, figures, subject, limit, seed, "
            + "dtype, extends.\n"
            + "spec.yaml:3:10: The spec 'a' does not exist.")]
    [InlineData(
        "tables: [{name: a, extends: lost.yaml}]\nsubject: subject.yaml",
        "spec.yaml:1:29: The file 'lost.yaml' to extend does not exist.")]
    [InlineData("extends: sub/base.yaml\nsubject: {extends: lost.yaml}", "spec.yaml:2:20: The file 'lost.yaml' to extend does not exist.")]
    public void Mistakes_are_reported_in_their_own_file(string spec, string message)
    {
        _folder.Write("sub/back.yaml", "extends: ../spec.yaml\n");
        _folder.Write("sub/wrong.yaml", "subject: ../subject.yaml\nseed: many\nmethods: [beta]\nmetrics: [hits]\n");
        _folder.ErrorMessage(spec).ShouldBe(message);
    }

    [Fact]
    public void An_override_cannot_extend() =>
        _folder
            .ErrorMessage("extends: sub/base.yaml\n", "extends=sub/base.yaml")
            .ShouldBe(
                "--set extends=sub/base.yaml:1:9: 'extends' cannot be overridden: it is read before overrides apply. "
                    + "Write it in the file.");
}
