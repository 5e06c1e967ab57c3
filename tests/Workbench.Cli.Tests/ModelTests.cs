using System.Text.Json;

namespace Workbench.Cli.Tests;

/// <summary><c>workbench model</c>: inspection and conversion of weights files.</summary>
public sealed class ModelTests(SmallSubject subject)
{
    [Fact]
    public void Inspect_prints_the_contents_of_a_file()
    {
        using var place = new Workplace(subject);
        File.Copy(Repository.Reference("checkpoints", "narrow-wrapped.pth.tar"), place["narrow.pth.tar"]);
        var inspect = place.Run("model", "inspect", "narrow.pth.tar");
        inspect.Code.ShouldBe(0, inspect.Error);
        var lines = inspect.Output.Split('\n').Select(line => line.TrimEnd()).ToList();
        lines.ShouldContain("file          narrow.pth.tar");
        lines.ShouldContain("format        PyTorch zip, 1,756,923 bytes");
        lines.ShouldContain("architecture  VGG-16");
        lines.ShouldContain("convolutions  8-8, 16-16, 32-32-32, 64-64-64, 64-64-64");
        lines.ShouldContain("connected     64-64-20");
        lines.ShouldContain("classes       20, without names");
        lines.ShouldContain("layers        b1 features.3, b2 features.8, b3 features.15, b4 features.22, b5 features.29");
        lines.ShouldContain(line => line.StartsWith("sha-256       ", StringComparison.Ordinal) && line.Length == 14 + 64);
        lines.ShouldContain(line =>
            line.StartsWith("parameters    ", StringComparison.Ordinal)
            && line.EndsWith(" in 32 tensors, float32", StringComparison.Ordinal));
        lines.ShouldContain("              arch: vgg16");

        place.Write("card.yaml", "weights: narrow.pth.tar\ninput: voc-caffe\npools: ceil\nclasses: [a, b]\n");
        var card = place.Run("model", "inspect", "card.yaml");
        card.Code.ShouldBe(0, card.Error);
        foreach (
            var text in (string[])
                ["classes       20: a, b", "warning: 2 names for 20 classes", "input         voc-caffe: ", "card          pools=ceil"])
            card.Output.ShouldContain(text);

        var json = JsonDocument.Parse(place.Run("model", "inspect", "narrow.pth.tar", "--card", "card.yaml", "--json").Output).RootElement;
        json.GetProperty("architecture").GetString().ShouldBe("VGG-16");
        json.GetProperty("layers").GetProperty("b5").GetString().ShouldBe("features.29");
        json.GetProperty("tensors").GetArrayLength().ShouldBe(32);
    }

    [Fact]
    public void A_file_that_would_run_a_command_is_refused_without_running_it()
    {
        using var place = new Workplace(subject);
        File.Copy(Repository.Reference("checkpoints", "malicious.pth"), place["weights.pth"]);
        var before = Directory.GetFiles(place["."]);
        foreach (
            var line in (string[])
                [
                    "model inspect weights.pth", "model convert weights.pth out.safetensors",
                    "attribute voc/JPEGImages/a1.jpg --method gradcam@b5 --model weights.pth",
                ])
        {
            var run = place.Run(line.Split(' '));
            run.Code.ShouldBe(4, run.Error);
            run.Error.ShouldContain(
                "'weights.pth' are refused: it asks for 'posix.system', which is not part of a tensor. No code of the file was run.");
        }
        Directory.GetFiles(place["."]).ShouldBe(before, ignoreOrder: true);
    }

    [Fact]
    public void Convert_writes_safetensors_and_replaces_files_only_with_force()
    {
        using var place = new Workplace(subject);
        var convert = place.Run("model", "convert", "small.safetensors", "half.safetensors", "--dtype", "float16");
        convert.Code.ShouldBe(0, convert.Error);
        convert.Output.ShouldMatch(@"^written: half\.safetensors, [\d,]+ bytes");
        place.Run("model", "inspect", "half.safetensors").Output.ShouldContain("tensors, float16");

        var again = place.Run("model", "convert", "small.safetensors", "half.safetensors");
        again.Code.ShouldBe(2);
        again.Error.ShouldContain("'half.safetensors' already exists; --force replaces it.");
        place.Run("model", "convert", "small.safetensors", "half.safetensors", "--force").Code.ShouldBe(0);
        place.Run("model", "inspect", "half.safetensors").Output.ShouldContain("tensors, float32");

        place.Write("card.yaml", "weights: small.safetensors\npools: ceil\nhead: convolutional\n");
        place
            .Run("model", "convert", "card.yaml", "card.safetensors")
            .Output.ShouldContain("A card for it still needs pools: ceil, head: convolutional;");
        place.Run("model", "convert", "small.safetensors", "small.safetensors", "--force").Error.ShouldContain("is the input file");
        place.Run("model", "convert", "small.safetensors", "voc").Error.ShouldContain("is a folder");
        Directory.GetFiles(place["."], "*.tmp").ShouldBeEmpty();
    }

    [Fact]
    public void An_ONNX_file_becomes_a_network_with_a_card()
    {
        using var place = new Workplace(subject);
        File.WriteAllBytes(place["net.onnx"], Net());
        var convert = place.Run("model", "convert", "net.onnx", "net.safetensors", "--card");
        convert.Code.ShouldBe(0, convert.Error);
        convert.Output.ShouldMatch(@"^written: net\.safetensors, [\d,]+ bytes\nwritten: net\.yaml, [\d,]+ bytes\n$");
        var card = place.Read("net.yaml");
        foreach (var text in (string[])
            [
                "# The network of net.onnx.\n", "\nweights: net.safetensors\nclasses:\n  - cat\n  - dog\n", "\n# input: imagenet   # ",
                "\n#   conv  Conv2d  2×8×8  of input\n", "# Its note 'classes': cat,dog\n",
            ])
            card.ShouldContain(text);
        var inspect = place.Run("model", "inspect", "net.yaml", "--size", "8");
        inspect.Code.ShouldBe(0, inspect.Error);
        foreach (var text in (string[])["classes       2: cat, dog", "architecture  net", "\nconv ", "AvgPool2d"])
            inspect.Output.ShouldContain(text);
        inspect.Output.ShouldNotContain("workbench.graph");

        place.Run("model", "convert", "net.onnx", "net.safetensors", "--card").Error.ShouldContain("already exists; --force replaces it.");
        place.Run("model", "convert", "net.onnx", "net.safetensors", "--card", "--force").Code.ShouldBe(0);
        var weights = place.Run("model", "convert", "small.safetensors", "copy.safetensors", "--card");
        weights.Code.ShouldBe(2);
        weights.Error.ShouldContain("--card without a value writes the card of an ONNX file.");
    }

    [Theory]
    [InlineData("small.safetensors", "architecture: resnet18", "do not fit")]
    [InlineData("resnet.safetensors", "pools: ceil", "card.yaml:2:1")]
    [InlineData("resnet.safetensors", "classifier: gone.safetensors", "gone.safetensors' does not exist")]
    public void Inspect_refuses_a_card_that_does_not_fit_its_weights_as_attribute_does(string weights, string key, string message)
    {
        using var place = new Workplace(subject);
        File.Copy(Repository.Reference("graph", "models", "resnet_basic.safetensors"), place["resnet.safetensors"]);
        place.Write("card.yaml", $"weights: {weights}\n{key}\n");
        foreach (var line in (string[])
            ["model inspect card.yaml", "attribute voc/JPEGImages/a1.jpg --method cam --model card.yaml --out out --device cpu"])
        {
            var run = place.Run(line.Split(' '));
            run.Code.ShouldBe(4, run.Error);
            run.Error.ShouldContain(message);
            run.Output.ShouldNotContain("no known network");
        }
    }

    [Fact]
    public void Convert_says_which_files_a_card_converts()
    {
        using var place = new Workplace(subject);
        File.Copy(Repository.Reference("graph", "models", "resnet_basic.safetensors"), place["resnet.safetensors"]);
        place.Write("card.yaml", "weights: resnet.safetensors\nclasses: [a]\n");
        var other = place.Run("model", "convert", "card.yaml", "out.safetensors");
        other.Code.ShouldBe(4);
        other.Error.ShouldContain("A card converts VGGs and ONNX files only; without a card, the tensors of any file are copied.");

        File.WriteAllBytes(place["net.onnx"], Net());
        place.Run("model", "convert", "net.onnx", "net.safetensors", "--card").Code.ShouldBe(0);
        foreach (var line in (string[])
            ["net.safetensors out.safetensors --card", "net.safetensors out.safetensors --card net.yaml", "net.yaml out.safetensors"])
        {
            var converted = place.Run(["model", "convert", .. line.Split(' ')]);
            converted.Code.ShouldBe(2);
            converted.Error.ShouldContain("net.safetensors' is a converted network, which states its layers. Copy it without a card.");
        }
        File.Exists(place["out.safetensors"]).ShouldBeFalse();
    }

    private static byte[] Net() =>
        OnnxMessages
            .Model(
                OnnxMessages.Graph(
                    [
                        OnnxMessages.Node("Conv", ["x", "w"], ["c"], "conv"),
                        OnnxMessages.Node("GlobalAveragePool", ["c"], ["y"], "mean"),
                    ],
                    [OnnxMessages.RawTensor("w", OnnxMessages.Float32, [2, 3, 1, 1], 1f, 2, 3, 4, 5, 6)],
                    [OnnxMessages.Value("x", OnnxMessages.Float32, ["N", 3L, 8L, 8L])],
                    [OnnxMessages.Value("y", OnnxMessages.Float32, null)]))
            .Message(14, OnnxMessages.Entry("classes", "cat,dog"))
            .Bytes;

    [Theory]
    [
        InlineData("model inspect", 2, "See 'workbench model inspect --help'"),
        InlineData("model convert a.pth", 2, "See 'workbench model convert --help'"),
        InlineData("model convert a.pth b --dtype int8", 2, "int8"),
        InlineData("model convert small.safetensors small.onnx", 2, "'small.onnx' does not end in .safetensors")
    ]
    [
        InlineData("model inspect nowhere.pth", 4, "'nowhere.pth' do not exist"),
        InlineData("model inspect nowhere.yaml", 2, "nowhere.yaml"),
        InlineData("model inspect spec.yaml", 2, "spec.yaml:1:1"),
        InlineData("model inspect voc", 4, "'voc' cannot be read")
    ]
    public void A_wrong_command_line_is_explained(string line, int code, string message)
    {
        using var place = new Workplace(subject);
        var run = place.Run(line.Split(' '));
        run.Code.ShouldBe(code, run.Error);
        run.Error.ShouldContain(message);
        run.Error.ShouldNotContain("   at ");
    }
}
