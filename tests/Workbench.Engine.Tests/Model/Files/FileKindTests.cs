using System.Text;
using Workbench.Engine.Model;
using Workbench.Engine.Model.Files;

namespace Workbench.Engine.Tests.Model.Files;

/// <summary>The error for an unsupported file names its kind.</summary>
public sealed class FileKindTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("<!DOCTYPE html><html><title>404</title>", "an HTML page, probably from a failed download")]
    [InlineData("\n\n  <HTML><body>", "an HTML page")]
    [InlineData("<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code>", "an XML document")]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 5\n", "a git-lfs pointer")]
    [InlineData("\u0089HDF\r\n\u001a\n", "an HDF5 file, as written by Keras")]
    [InlineData("\u001f\u008b\u0008\0\0\0\0\0\0\0", "a gzip archive")]
    [InlineData("\u0093NUMPY\u0001\0v\0", "a NumPy array")]
    [InlineData("GGUF\u0003\0\0\0", "a GGUF file")]
    [InlineData("\n\u0007VGG_ILS\u00a2\u0006\u0010", "a Caffe model")]
    public void A_file_of_another_kind_is_named(string beginning, string name)
    {
        File.WriteAllBytes(_folder["vgg16.pth"], [.. Encoding.Latin1.GetBytes(beginning), .. new byte[600]]);
        Refused().ShouldContain($"'{_folder["vgg16.pth"]}' are {name}");
        File.WriteAllBytes(_folder["vgg16.pth"], Encoding.Latin1.GetBytes(beginning));
        Refused().ShouldContain($"are {name}");
    }

    [Fact]
    public void An_ONNX_model_is_known_by_its_first_fields_or_its_name()
    {
        var (graph, opset) = (OnnxMessages.Graph([]), new WireWriter().Integer(2, 17));
        File.WriteAllBytes(_folder["vgg16.pth"], OnnxMessages.Model(graph).Bytes);
        WeightsFile.Open(_folder["vgg16.pth"]).Dispose();
        File.WriteAllBytes(_folder["vgg16.onnx"], new WireWriter().Message(8, opset).Message(7, graph).Bytes);
        WeightsFile.Open(_folder["vgg16.onnx"]).Dispose();
        File.Move(_folder["vgg16.onnx"], _folder["vgg16.pth"], overwrite: true);
        Refused().ShouldContain("are not a usable safetensors file");
        File.WriteAllBytes(_folder["vgg16.pth"], [.. "\b\a\u0012\apytorch"u8, .. new byte[600]]);
        Refused().ShouldContain("are not a usable ONNX file: it has an invalid field at byte 11");
    }

    [Theory]
    [InlineData("storages", "a tar archive in PyTorch's first format (2016)")]
    [InlineData("vgg16.pth", "a tar archive: unpack it first")]
    public void A_tar_archive_is_named(string first, string name)
    {
        var bytes = new byte[1024];
        Encoding.ASCII.GetBytes(first).CopyTo(bytes, 0);
        "ustar"u8.CopyTo(bytes.AsSpan(257));
        File.WriteAllBytes(_folder["vgg16.pth"], bytes);
        Refused().ShouldContain(name);
    }

    [Fact]
    public void A_folder_is_rejected()
    {
        Directory.CreateDirectory(_folder["vgg16.pth"]);
        Refused().ShouldContain("cannot be read");
    }

    [Theory, InlineData("safetensors"), InlineData("zip"), InlineData("legacy")]
    public void The_name_of_a_file_does_not_matter(string format)
    {
        var path = _folder["weights.bin"];
        if (format == "safetensors") RandomVgg.Write(path, Nets.Narrow, 8, 4, 1);
        else if (format == "zip") ZipCheckpoint.Write(path, RandomVgg.Tensors(Nets.Narrow, 8, 4, 1));
        else LegacyCheckpoint.Write(path, RandomVgg.Tensors(Nets.Narrow, 8, 4, 1));
        using var model = ModelService.Load(path, "cpu");
        model.Architecture.Classes.ShouldBe(4);
    }

    private string Refused() => Should.Throw<WeightsException>(() => WeightsFile.Open(_folder["vgg16.pth"])).Message;

    public void Dispose() => _folder.Dispose();
}
