namespace Workbench.Specs.Tests;

public sealed class MistakesTests : IDisposable
{
    private const string Good = "methods: [beta]\nmetrics: [hits]\nsubject: subject.yaml\n";
    private readonly SpecFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Three_mistakes_of_three_kinds_are_all_reported() => _folder.ErrorMessage("""
        metods: [beta]
        methods: [betta]
        metrics: [hits]
        subject: subject.yaml
        seed: many
        """).ShouldBe("""
        spec.yaml:1:1: Unknown key 'metods' in a spec; did you mean 'methods'?
        spec.yaml:2:11: Unknown method 'betta'; did you mean 'beta'?
        spec.yaml:5:7: 'seed' must be a whole number, 0 or more, not 'many'.
        """);

    [Fact]
    public void Mistakes_of_spec_and_subject_are_reported_together()
    {
        _folder.Write(
            "subject.yaml",
            "model: {wieghts: weights.safetensors}\ninput: imagnet\ndata: {format: voc, root: nowhere, split: val, count: 3}\n");
        _folder.ErrorMessage("methods: [beta]\nmetrics: []\nsubject: subject.yaml\n").ShouldBe("""
            spec.yaml:2:10: 'metrics' is empty.
            subject.yaml:1:9: Unknown key 'wieghts' in a model; did you mean 'weights'?
            subject.yaml:2:8: Unknown input convention 'imagnet'; did you mean 'imagenet'?
            subject.yaml:3:48: Unknown key 'count' in data; known: format, root, split, classes, truth, difficult, orientation, alpha.
            """);
    }

    [Theory]
    [InlineData("", "spec.yaml:1:1: The file must be a mapping of keys to values, not nothing.")]
    [InlineData("- a", "spec.yaml:1:1: The file must be a mapping of keys to values, not a list.")]
    [InlineData(
        "methods: [beta]\nmethods: [beta]\nmetrics: [hits]\nsubject: subject.yaml",
        "spec.yaml:2:1: Duplicate key 'methods': here and at line 1.")]
    [InlineData("metrics: [hits]\nsubject: subject.yaml", "spec.yaml:1:1: The key 'methods' is missing in a spec.")]
    [InlineData(Good + "title: [a]", "spec.yaml:4:8: 'title' must be text, not a list.")]
    [InlineData(Good + "title:", "spec.yaml:4:7: 'title' must be text, not nothing.")]
    [InlineData(Good + "limit: 0", "spec.yaml:4:8: 'limit' must be a whole number, 1 or more, not '0'.")]
    [InlineData(Good + "limit: 2.5", "spec.yaml:4:8: 'limit' must be a whole number, 1 or more, not '2.5'.")]
    [InlineData(Good + "limit: \"2\"", "spec.yaml:4:8: 'limit' must be a whole number, 1 or more, not '2'.")]
    [InlineData(Good + "seed: -1", "spec.yaml:4:7: 'seed' must be a whole number, 0 or more, not '-1'.")]
    [InlineData(Good + "dtype: float16", "spec.yaml:4:8: Unknown value 'float16' of 'dtype'; did you mean 'bfloat16'?")]
    [InlineData(Good + "paper: numbers.csv", "spec.yaml:4:8: The file 'numbers.csv' does not exist.")]
    [InlineData(
        Good + "claims: [big]",
        "spec.yaml:4:10: A claim is a mapping {drop: METHOD, exceeds: all, from: METRIC, to: METRIC}, {metric: METRIC, "
            + "lower: METHOD, than: all} or {metric: METRIC, near: 1, within: 0.1, methods: [METHOD]}, not 'big'.")]
    [InlineData(
        Good + "claims: [{drop: bta, exceeds: all, from: hits, to: hitz}]",
        "spec.yaml:4:17: Unknown method 'bta'; did you mean 'beta'?\nspec.yaml:4:52: Unknown metric 'hitz'; did you mean 'hits'?")]
    [InlineData(
        Good + "claims: [{metric: hits, higher: bta, than: all, by: -1}]",
        "spec.yaml:4:33: Unknown method 'bta'; did you mean 'beta'?\nspec.yaml:4:53: 'by' must be a number, 0 or more, not '-1'.")]
    [InlineData(Good + "claims: [{curve: hits, lower: beta, than: all}]", "spec.yaml:4:10: The key 'at' is missing in a claim.")]
    [InlineData(
        Good + "claims: [{metric: hits, lower: beta, higher: beta, than: all, at: b5}]",
        "spec.yaml:4:32: A claim has 'lower' or 'higher', not both.\nspec.yaml:4:67: 'at' belongs to 'curve', which is missing.")]
    [InlineData(Good + "claims: [{metric: hits, near: 1, methods: beta}]", "spec.yaml:4:10: The key 'within' is missing in a claim.")]
    [InlineData(
        Good + "figure: {curves: restricted-hits, panels: [{methods: [alpha++]}]}",
        "spec.yaml:4:18: The figure shows 'restricted-hits', which is not among the table's metrics; known: hits.\n"
            + "spec.yaml:4:55: The figure shows 'alpha++@b5', which is not among the table's methods; known: beta.")]
    [InlineData(
        Good + "figure: [a]",
        "spec.yaml:4:9: A figure is a mapping {curves: METRIC, panels: [{title: TEXT, methods: [METHOD]}]}, not a list.")]
    [InlineData("methods: beta\nmetrics: [hits]\nsubject: subject.yaml", "spec.yaml:1:10: 'methods' must be a list, not 'beta'.")]
    [InlineData(
        "methods: [[beta]]\nmetrics: [hits]\nsubject: subject.yaml",
        "spec.yaml:1:11: 'methods' takes 'id', 'id@layer', 'id@layer{option=value}' or a mapping, not a list.")]
    [InlineData(
        "methods: ['alpha++@b4{flag}']\nmetrics: [hits]\nsubject: subject.yaml",
        "spec.yaml:1:11: 'flag' in 'alpha++@b4{flag}' is not of the form 'option=value'."
    )]
    [InlineData(
        "methods: [{metod: beta}]\nmetrics: [hits]\nsubject: subject.yaml",
        "spec.yaml:1:12: Unknown key 'metod' in a method; did you mean 'method'?")]
    [InlineData(
        "methods: ['alpha++{fleg=true,colour=red}']\nmetrics: [hits]\nsubject: subject.yaml",
        "spec.yaml:1:11: 'alpha++' has no option 'fleg'; did you mean 'flag'?\n"
            + "spec.yaml:1:11: 'alpha++' has no option 'colour'; known: layer, flag.")]
    [InlineData(
        "methods:\n  - beta\n  - alpha++@b5\n  - alpha++\nmetrics: [hits]\nsubject: subject.yaml",
        "spec.yaml:4:5: 'alpha++@b5' is listed twice: here and at line 3.")]
    [InlineData(
        "methods: [beta, beta]\nmetrics: [hits]\nsubject: subject.yaml",
        "spec.yaml:1:17: 'beta' is listed twice: here and at line 1, column 11.")]
    // A mistyped key is one mistake at any depth: the right key is not reported as missing.
    [InlineData(
        Good + "claims: [{metric: hits, higer: beta, than: all}]",
        "spec.yaml:4:25: Unknown key 'higer' in a claim; did you mean 'higher'?")]
    [InlineData(
        Good + "claims: [{metric: hits, nar: 1, within: 0.1, methods: [beta]}]",
        "spec.yaml:4:25: Unknown key 'nar' in a claim; did you mean 'near'?")]
    [InlineData(
        Good + "claims: [{drp: beta, exceeds: all, from: hits, to: hits}]",
        "spec.yaml:4:11: Unknown key 'drp' in a claim; did you mean 'drop'?")]
    [InlineData(
        Good + "claims: [{curv: hits, at: mean, lower: beta, than: all}]",
        "spec.yaml:4:11: Unknown key 'curv' in a claim; did you mean 'curve'?")]
    [InlineData(Good + "claims: [{metric: hits, within: 0.1, methods: [beta]}]", "spec.yaml:4:10: The key 'near' is missing in a claim.")]
    [InlineData(Good + "claims: [{metric: hits, than: all}]", "spec.yaml:4:10: The key 'lower' or 'higher' is missing in a claim.")]
    [InlineData(
        Good + "expected: {within: 1, vales: []}",
        "spec.yaml:4:23: Unknown key 'vales' in expected values; did you mean 'values'?")]
    [InlineData(
        Good + "figure: {curves: hits, panels: [{metods: [beta]}]}",
        "spec.yaml:4:34: Unknown key 'metods' in a panel; did you mean 'methods'?")]
    // YAML takes unquoted braces for a mapping.
    [InlineData(
        "methods: [alpha++@b4{flag=true}]\nmetrics: [hits]\nsubject: subject.yaml",
        "spec.yaml:1:11: Put the call in quotes: \"alpha++@b4{flag=true}\". Unquoted braces begin a mapping.")]
    [InlineData(
        "methods: [beta,\n  alpha++{flag=true} | smooth{sigma=2}]\nmetrics: [hits]\nsubject: subject.yaml",
        "spec.yaml:2:3: Put the call in quotes: \"alpha++{flag=true} | smooth{sigma=2}\". Unquoted braces begin a mapping.")]
    [InlineData(
        "methods: ['alpha++{flag=true}', beta{flag=true}]\nmetrics: [hits]\nsubject: subject.yaml",
        "spec.yaml:1:33: Put the call in quotes: \"beta{flag=true}\". Unquoted braces begin a mapping.")]
    [InlineData("methods: [beta]\nmetrics: [hits]\nsubject: lost.yaml", "spec.yaml:3:10: The subject file 'lost.yaml' does not exist.")]
    [InlineData(
        "methods: [beta]\nmetrics: [hits]\nsubject: []",
        "spec.yaml:3:10: 'subject' is an empty list: write at least one name or path.")]
    [InlineData(
        "methods: [beta]\nmetrics: [hits]\nsubject: [subject.yaml, [subject.yaml]]",
        "spec.yaml:3:25: A list of subjects has names and paths, not lists.")]
    [InlineData(
        "methods: [beta]\nmetrics: [hits]\nsubject: [subject.yaml, subject.yaml]",
        "spec.yaml:3:25: Two subjects are called 'subject'. Their columns and folders need different names.")]
    [InlineData(
        "methods: *there\nmetrics: [hits]\nsubject: subject.yaml",
        "spec.yaml:1:10: Invalid YAML: Unknown anchor '&there'.")]
    [InlineData(Good + "---\na: b", "spec.yaml:4:1: A second YAML document begins here; a file has only one.")]
    [InlineData(Good + "title: \"open", "spec.yaml:4:8: Invalid YAML: While scanning a quoted scalar, found unexpected end of stream.")]
    public void One_mistake(string spec, string message) => _folder.ErrorMessage(spec).ShouldBe(message);

    [Fact]
    public void An_unknown_subject_is_reported_with_the_nearest_name()
    {
        _folder.Write("subjects/rooms.yaml", "");
        _folder
            .ErrorMessage("methods: [beta]\nmetrics: [hits]\nsubject: roms\n")
            .ShouldBe("spec.yaml:3:10: Unknown subject 'roms'; did you mean 'rooms'?");
    }

    [Fact]
    public void A_missing_file_is_named() =>
        Should
            .Throw<SpecException>(() => ExperimentFile.Read("nowhere.yaml"))
            .Message.ShouldStartWith("nowhere.yaml: The file does not exist.");

    [Fact]
    public void A_missing_file_is_reported_without_a_line_and_with_the_nearest_name()
    {
        _folder.Write("table1.yaml", Good);
        _folder.Write("deep/other.yml", Good);
        string Message(string name) =>
            Should
                .Throw<SpecException>(() => ExperimentFile.Load(_folder.Full(name), new FakeCatalog()))
                .Message.Replace(_folder.Full("x")[..^1], "", StringComparison.Ordinal);
        Message("tabel1.yaml").ShouldBe("tabel1.yaml: The file does not exist; did you mean 'table1.yaml'?");
        Message("table1.yml").ShouldBe("table1.yml: The file does not exist; did you mean 'table1.yaml'?");
        Message("table1").ShouldBe("table1: The file does not exist; did you mean 'table1.yaml'?");
        Message("dep/othr").ShouldBe("dep/othr: The file does not exist; did you mean 'deep/other.yml'?");
        Message("deep").ShouldStartWith("deep: This is a folder. Name a file in it");
        _folder
            .ErrorMessage("methods: [beta]\nmetrics: [hits]\nsubject: subjct.yaml\n")
            .ShouldBe("spec.yaml:3:10: The subject file 'subjct.yaml' does not exist; did you mean 'subject.yaml'?");
        _folder
            .ErrorMessage(Good + "paper: tabel1.yaml")
            .ShouldBe("spec.yaml:4:8: The file 'tabel1.yaml' does not exist; did you mean 'table1.yaml'?");
        _folder
            .ErrorMessage("extends: tabel1.yaml\n")
            .ShouldBe("spec.yaml:1:10: The file 'tabel1.yaml' to extend does not exist; did you mean 'table1.yaml'?");
    }

    [Fact]
    public void A_bare_name_finds_a_shipped_spec()
    {
        // The repository with its experiments is above the folder of the test program.
        ExperimentFile.Read("table1").File.ShouldEndWith(Path.Combine("experiments", "table1.yaml"));
        Should
            .Throw<SpecException>(() => ExperimentFile.Read("tabel1"))
            .Message.ShouldMatch("^tabel1: The file does not exist; did you mean '.*experiments/table1.yaml'\\?$");
    }

    [Theory]
    [InlineData("sed=3", "--set sed=3:1:1: Unknown key 'sed' in a spec; did you mean 'seed'?")]
    [InlineData("seed=x", "--set seed=x:1:6: 'seed' must be a whole number, 0 or more, not 'x'.")]
    [InlineData("seed", "--set seed:1:1: 'seed' is not 'key=value' or 'key.key=value'.")]
    [InlineData("=3", "--set =3:1:1: '=3' is not 'key=value' or 'key.key=value'.")]
    [InlineData("methods=[beta, betta]", "--set methods=[beta, betta]:1:16: Unknown method 'betta'; did you mean 'beta'?")]
    [InlineData(
        "methods=[alpha++{flag=true}]",
        "--set methods=[alpha++{flag=true}]:1:10: Put the call in quotes: \"alpha++{flag=true}\". Unquoted braces begin a mapping.")]
    [InlineData(
        "subject.data.cuont=3",
        "--set subject.data.cuont=3:1:1: Unknown key 'cuont' in data; known: format, root, split, classes, truth, difficult, "
            + "orientation, alpha.")]
    public void Mistakes_in_overrides_are_reported_inside_them(string change, string message) =>
        _folder.ErrorMessage(Good, change).ShouldBe(message);
}
