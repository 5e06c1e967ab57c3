using Workbench.Specs.Models;

namespace Workbench.Specs.Tests;

/// <summary>Damaged specs, subjects and model cards: each is read, or rejected with a message that names the file.</summary>
public sealed class DamagedSpecTests : IDisposable
{
    private readonly SpecFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Damaged_specs_subjects_and_cards_are_read_or_rejected()
    {
        _folder.Write("numbers.csv", "method,label\n");
        _folder.Write(
            "card.yaml",
            "weights: weights.safetensors\ninput: imagenet\nlayers: {classifier.2: classifier.3}\ncolours: bgr\npools: ceil\n"
                + "batch-norm-epsilon: 0.001\nclasses: [cat, dog]\n");
        _folder.Write(
            "images.yaml",
            "name: mine\nmodel: {extends: card.yaml, draws: weights.safetensors}\ninput: imagenet\n"
                + "data: {format: imagenet, root: voc, count: 1000, seed: 3}\n");
        _folder.Write(
            "scenes.yaml",
            "model: {weights: weights.safetensors}\ninput: scenes\ndata: {format: scenes, seed: 1, split: test, count: 300}\n");
        _folder.Write("table.yaml", """
            title: A table
            methods:
              - &one alpha++@b5
              - {matrix: {method: [alpha++], layer: [b4, b3], post: [~, abs]}, exclude: [{layer: b3, post: abs}]}
              - {method: alpha++, layer: b2, options: {flag: true}, post: [abs, 'smooth{sigma=2}']}
            metrics: [hits, 'hits{flag=true}']
            paper: numbers.csv
            limit: 5
            seed: 9
            dtype: float32
            subject: subject.yaml
            claims: [{metric: hits, lower: [*one], than: all, by: 0.5}]
            expected: {within: 1, values: [{method: *one, metric: hits, value: 3}]}
            """);
        _folder.Write(
            "tables.yaml",
            "title: All\n"
                + "tables: [table.yaml, {name: mine, methods: [alpha++@b3], metrics: [hits], limit: 4}, "
                + "{extends: table.yaml, name: other, claims: ~}]\n"
                + "figures: [{name: maps, maps: {images: a, columns: [beta], rows: {classes: [top1, 3]}}}]\nsubject: scenes.yaml\n");
        var versions = TestTier.Choose(300, 1500);
        var (read, rejected) = Fuzz.Run<SpecException>(
        [
            CreateFile("card.yaml", file => ModelFile.Read(file)),
            CreateFile("images.yaml", file => SubjectFile.Read(file)),
            CreateFile("subject.yaml", file => SubjectFile.Read(file)),
            CreateFile("scenes.yaml", file => SubjectFile.Read(file)),
            CreateFile("table.yaml", file => Load(file)),
            CreateFile("tables.yaml", file => Load(file)),
        ], versions, seed: 11);
        TestContext.Current.TestOutputHelper?.WriteLine($"{read} read, {rejected} rejected");
        (read + rejected).ShouldBe(versions);
        read.ShouldBeGreaterThan(0);
        rejected.ShouldBeGreaterThan(versions / 10);
    }

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{a: ", "}")]
    [InlineData("- ", "")]
    [InlineData("? ", "")]
    [InlineData("&a [", "]")]
    public void Nesting_a_hundred_thousand_deep_is_rejected(string open, string close)
    {
        foreach (var before in new[] { "", "methods: ", "methods:\n  " })
            foreach (var closed in new[] { false, true })
            {
                var file = _folder.Write(
                    "deep.yaml",
                    before
                        + string.Concat(Enumerable.Repeat(open, 100_000))
                        + (closed ? "1" + string.Concat(Enumerable.Repeat(close, 100_000)) : ""));
                Should.Throw<SpecException>(() => SubjectFile.Read(file)).Message.ShouldContain("deep.yaml");
            }
    }

    [Fact]
    public void A_file_that_expands_to_billions_of_values_is_rejected()
    {
        var lines = Enumerable.Range(1, 9).Select(i => $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 9))}]");
        var file = _folder.Write("bomb.yaml", "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + string.Join('\n', lines));
        Should
            .Throw<SpecException>(() => SubjectFile.Read(file))
            .Message.ShouldContain("With aliases expanded, the file has more than 50000 values");
        _folder.ErrorMessage("methods: &m [*m]\nmetrics: [hits]\nsubject: subject.yaml\n").ShouldContain("Unknown anchor '&m'");
    }

    [Fact]
    public void A_matrix_of_billions_is_rejected()
    {
        var axes = string.Join(", ", Enumerable.Range(0, 12).Select(i => $"o{i}: [1, 2, 3, 4, 5, 6, 7]"));
        _folder
            .ErrorMessage($"methods: [{{matrix: {{method: [beta], {axes}}}}}]\nmetrics: [hits]\nsubject: subject.yaml\n")
            .ShouldBe("spec.yaml:1:20: The matrix has more than 10000 combinations.");
    }

    [Fact]
    public void Many_and_long_mistakes_give_a_bounded_message()
    {
        var file = _folder.Write(
            "many.yaml",
            string.Concat(Enumerable.Range(0, 20_000).Select(i => $"k{i}: 1\n")) + $"input: {new string('y', 500_000)}\n");
        var error = Should.Throw<SpecException>(() => SubjectFile.Read(file));
        error.Problems.Count.ShouldBe(100);
        error.Message.Length.ShouldBeLessThan(300_000);
    }

    [Fact]
    public void A_file_of_many_megabytes_is_rejected()
    {
        var file = _folder.Write("large.yaml", new string('#', 11_000_000));
        Should
            .Throw<SpecException>(() => SubjectFile.Read(file))
            .Message.ShouldEndWith("large.yaml: The file cannot be read: it has 11000000 bytes, and a spec has at most 10000000.");
    }

    private FuzzedFile CreateFile(string name, Action<string> read) => new(_folder.Full(name), true, () => read(_folder.Full(name)));

    private static void Load(string file) => ExperimentFile.Load(file, new FakeCatalog());
}
