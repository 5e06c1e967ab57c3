using Workbench.Engine.Model;
using Workbench.Engine.Model.Files.Onnx;

namespace Workbench.Engine.Tests.Model.Files;

/// <summary>A tensor may be in a file of the model's folder, and nowhere else.</summary>
public sealed class OnnxExternalDataTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public OnnxExternalDataTests()
    {
        Directory.CreateDirectory(_folder["model", "parts"]);
        File.WriteAllBytes(_folder["model", "net.data"], [.. new byte[8], .. BitConverter.GetBytes(1.5f), .. BitConverter.GetBytes(-2f)]);
        File.Copy(_folder["model", "net.data"], _folder["model", "parts", "net.data"]);
        File.Copy(_folder["model", "net.data"], _folder["outside.data"]);
    }

    private string Model => _folder["model", "net.onnx"];

    [Theory]
    [InlineData("net.data")]
    [InlineData("./net.data")]
    [InlineData("parts/net.data")]
    [InlineData("parts\\net.data")]
    public void A_file_beside_the_model_is_read(string location)
    {
        Write(("location", location), ("offset", "8"), ("length", "8"), ("checksum", "unused"));
        using var model = OnnxModel.Open(Model);
        var tensor = model.Graph.Initializers["w"];
        tensor.Numbers().ShouldBe([1.5, -2]);
        using var read = tensor.Read(TorchSharp.torch.ScalarType.Float64);
        read.data<double>().ToArray().ShouldBe([1.5, -2]);
    }

    [Fact]
    public void Offset_and_length_are_optional()
    {
        File.WriteAllBytes(_folder["model", "all.data"], [.. BitConverter.GetBytes(3f), .. BitConverter.GetBytes(4f)]);
        Write(("location", "all.data"));
        using var model = OnnxModel.Open(Model);
        model.Graph.Initializers["w"].Numbers().ShouldBe([3, 4]);
    }

    [Theory]
    [InlineData("../outside.data")]
    [InlineData("parts/../../outside.data")]
    [InlineData("parts/../net.data")]
    [InlineData("..\\outside.data")]
    [InlineData("/etc/passwd")]
    [InlineData("C:\\net.data")]
    [InlineData("C:net.data")]
    [InlineData("\\\\server\\net.data")]
    [InlineData("")]
    [InlineData("net.data\0")]
    public void A_path_out_of_the_folder_is_rejected(string location)
    {
        Write(("location", location));
        Fault().ShouldContain("is not a path inside the model's folder");
    }

    [Fact]
    public void A_link_out_of_the_folder_is_rejected_and_one_inside_is_followed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a privilege on Windows.");
        File.CreateSymbolicLink(_folder["model", "out.data"], "../outside.data");
        Directory.CreateSymbolicLink(_folder["model", "up"], _folder.Root);
        File.CreateSymbolicLink(_folder["model", "in.data"], "parts/net.data");
        File.CreateSymbolicLink(_folder["model", "round.data"], "round.data");
        Directory.CreateSymbolicLink(_folder["alias"], "model");
        foreach (var location in new[] { "out.data", "up/outside.data" })
        {
            Write(("location", location), ("offset", "8"));
            Fault().ShouldContain($"tensor 'w': its file '{location}' is a link that leads outside the model's folder");
        }
        Write(("location", "round.data"));
        Fault().ShouldContain("its file 'round.data' cannot be read: it leads through more than 40 links");
        // The folder itself may be a link.
        Write(("location", "in.data"), ("offset", "8"));
        using var model = OnnxModel.Open(_folder["alias", "net.onnx"]);
        model.Graph.Initializers["w"].Numbers().ShouldBe([1.5, -2]);
    }

    [Fact]
    public void A_link_that_replaces_the_file_later_is_rejected_too()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a privilege on Windows.");
        Write(("location", "net.data"), ("offset", "8"));
        using var model = OnnxModel.Open(Model);
        File.Delete(_folder["model", "net.data"]);
        File.CreateSymbolicLink(_folder["model", "net.data"], _folder["outside.data"]);
        Should.Throw<WeightsException>(() => model.Graph.Initializers["w"].Read()).Message.ShouldContain("leads outside");
        File.Delete(_folder["model", "net.data"]);
        Should.Throw<WeightsException>(() => model.Graph.Initializers["w"].Read()).Message.ShouldContain($"'{Model}' cannot be read");
        File.WriteAllBytes(_folder["model", "net.data"], new byte[12]);
        Should.Throw<WeightsException>(() => model.Graph.Initializers["w"].Read()).Message.ShouldContain("truncated in tensor 'w'");
    }

    [Theory]
    [InlineData("location", "gone.data", "its file 'gone.data' is missing beside the model file")]
    [InlineData("location", "parts", "its file 'parts' is missing beside the model file")]
    [InlineData("offset", "12", "its bytes 12 to 20 lie outside the file 'net.data', which has 16")]
    [InlineData("offset", "9223372036854775807", "its bytes 9223372036854775807 to 9223372036854775815 lie outside the file")]
    [InlineData("offset", "-8", "the offset '-8' of its external data is not a number of bytes")]
    [InlineData("offset", "99999999999999999999", "the offset '99999999999999999999' of its external data is not a number of bytes")]
    [InlineData("length", "eight", "the length 'eight' of its external data is not a number of bytes")]
    [InlineData("length", "4", "its external data have 4 bytes, but its shape [2] of float32 needs 8")]
    [InlineData("place", "", "its external data have no location")]
    public void A_wrong_entry_is_an_error_that_names_the_tensor(string key, string value, string fault)
    {
        var entries = new Dictionary<string, string>
        {
            ["location"] = "net.data",
            ["offset"] = "8",
            ["length"] = "8",
        };
        if (key == "place") entries.Remove("location");
        entries[key] = value;
        Write([.. entries.Select(entry => (entry.Key, entry.Value))]);
        Fault().ShouldContain($"tensor 'w': {fault}");
    }

    [Fact]
    public void Tensors_may_share_bytes_but_not_claim_any_amount()
    {
        using (var file = File.Create(_folder["model", "large.data"]))
            file.SetLength(40 << 20);
        WireWriter Tensor(int i) =>
            OnnxMessages.ExternalTensor($"w{i}", OnnxMessages.UInt8, [40 << 20], OnnxMessages.Entry("location", "large.data"));
        File.WriteAllBytes(Model, OnnxMessages.Model(OnnxMessages.Graph([], Enumerable.Range(0, 5).Select(Tensor))).Bytes);
        OnnxModel.Open(Model).Dispose();
        File.WriteAllBytes(Model, OnnxMessages.Model(OnnxMessages.Graph([], Enumerable.Range(0, 20).Select(Tensor))).Bytes);
        Fault().ShouldContain("tensor 'w5': the tensors up to here claim");
    }

    [Fact]
    public void Elements_both_inside_and_outside_are_rejected()
    {
        File.WriteAllBytes(
            Model,
            OnnxMessages.Model(OnnxMessages.Graph([], [External(("location", "net.data")).Content(9, new byte[8])])).Bytes);
        Fault().ShouldContain("its elements twice");
    }

    public void Dispose() => _folder.Dispose();

    private void Write(params (string Key, string Value)[] entries) =>
        File.WriteAllBytes(Model, OnnxMessages.Model(OnnxMessages.Graph([], [External(entries)])).Bytes);

    private static WireWriter External(params (string Key, string Value)[] entries) =>
        OnnxMessages.ExternalTensor("w", OnnxMessages.Float32, [2], entries.Select(entry => OnnxMessages.Entry(entry.Key, entry.Value)));

    private string Fault()
    {
        var message = Should.Throw<WeightsException>(() => OnnxModel.Open(Model)).Message;
        message.ShouldStartWith($"The weights '{Model}' are not a usable ONNX file: tensor 'w");
        return message;
    }
}
