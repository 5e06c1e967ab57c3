using System.IO.Compression;

namespace Workbench.Engine.Tests.Model.Files;

/// <summary>Tensors and storages of a pickle that contradict each other or the archive are rejected.</summary>
public sealed class PickledStorageTests : PickleCase
{
    [Theory]
    [InlineData("[3]", "[-1]", 0, "must not be negative")]
    [InlineData("[-3]", "[1]", 0, "must not be negative")]
    [InlineData("[3]", "[1]", -1, "must not be negative")]
    [InlineData("[5]", "[1]", 0, "in a storage of 4 elements")]
    [InlineData("[2]", "[4]", 0, "in a storage of 4 elements")]
    [InlineData("[1]", "[1]", 4, "in a storage of 4 elements")]
    [InlineData("[1000000000000]", "[0]", 0, "claim 4000000000000 bytes")]
    [InlineData("[4294967296,4294967296,4294967296]", "[0,0,0]", 0, "which is too large")]
    [InlineData("[4611686018427387904,4611686018427387904,0]", "[1,1,1]", 0, "which is too large")]
    [InlineData("[2]", "[9223372036854775807]", 9223372036854775807, "in a storage of 4 elements")]
    [InlineData("[2,2]", "[1]", 0, "from an invalid offset, shape or strides")]
    [InlineData("[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]", "[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]", 0, "which is too large")]
    public void A_tensor_that_does_not_fit_its_storage(string shape, string strides, long offset, string message)
    {
        long[] Parsed(string text) => System.Text.Json.JsonSerializer.Deserialize<long[]>(text)!;
        Zip(State(pickle => pickle.Tensor("Float", "0", 4, Parsed(shape), Parsed(strides), offset))).ShouldContain(message);
    }

    [Fact]
    public void A_storage_that_differs_from_the_pickle()
    {
        Zip(State(pickle => pickle.Tensor("Float", "0", 1_000_000_000_000, [4])))
            .ShouldContain("its storage '0' has 16 bytes, but the pickle says 4000000000000");
        Legacy(State(pickle => pickle.Tensor("Float", "0", 1_000_000_000_000, [4], legacy: true)))
            .ShouldContain("its storage '0' has 4 elements, but the pickle says 1000000000000");
        Zip(State(pickle => pickle.Tensor("Float", "0", long.MaxValue, [4])))
            .ShouldContain("a storage '0' of 9223372036854775807 elements");
        Zip(State(pickle => pickle.Tensor("Float", "0", -4, [4]))).ShouldContain("a storage '0' of -4 elements");
        Zip(State(pickle => pickle.Tensor("Float", "1", 4, [4]))).ShouldContain("its storage '1' is missing");
        Zip(State(pickle => pickle.Tensor("Float", "../data.pkl", 4, [4]))).ShouldContain("its storage '../data.pkl' is missing");
        Legacy(State(pickle => pickle.Tensor("Float", "1", 4, [4], legacy: true))).ShouldContain("names one that no tensor uses");
        Zip(State(pickle => pickle.Tensor("Float", "0", 4, [4]).Step('0').Tensor("Half", "0", 8, [8])))
            .ShouldContain("two different storages '0'");
        Zip(State(pickle => pickle.Tensor("QInt8", "0", 4, [4]))).ShouldContain("asks for 'torch.QInt8Storage'");
        var shared = Begin().Step('0', '(');
        for (var i = 0; i < 300; i++) shared.Text($"a{i}").Tensor("Float", "0", 4, [4]);
        Zip(shared.Step('u', '.')).ShouldNotContain("claim");   // the pickle is larger than the tensors
        Zip(shared.Step('u', '.'), new byte[400_000]).ShouldContain("its storage '0' has 400000 bytes");
    }

    [Fact]
    public void Tensors_that_share_more_than_the_file_holds()
    {
        var shared = new PickleWriter().Protocol().Step('}', '(');
        for (var i = 0; i < 300; i++) shared.Text($"a{i}").Tensor("Float", "0", 100_000, [100_000]);
        Zip(shared.Step('u', '.'), new byte[400_000]).ShouldContain("its tensors claim 120000000 bytes, far more than the file's ");
    }

    [Fact]
    public void Archives_that_PyTorch_does_not_write()
    {
        var pickle = State(writer => writer.Tensor("Float", "0", 4, [4])).Bytes;
        (string, byte[]) data = ("a/data/0", new byte[16]);
        Files([("a/data.pkl", pickle), data, data]).ShouldContain("two files 'a/data/0'");
        Files([("a/data.pkl", pickle), ("b/data.pkl", pickle), data]).ShouldContain("2 files data.pkl");
        Files([("a/data.pkl", pickle), ("a/byteorder", "big"u8.ToArray()), data]).ShouldContain("byte order is 'big'");
        Files([("a/data.pkl", pickle), ("a/constants.pkl", pickle), ("a/code/__torch__.py", []), data])
            .ShouldContain("TorchScript archive");
        Files([("weights.npy", [])]).ShouldContain("NumPy's .npz");
        Files([("model.weights.h5", [])]).ShouldContain("a Keras model");
        Files([("vgg16.pth", [])]).ShouldContain("unpack it");
        Files([]).ShouldContain("a zip archive without data.pkl");
        ZipCheckpoint.Write(Folder["a"], [("a/data.pkl", [.. pickle, .. new byte[400]]), data], CompressionLevel.Optimal);
        Refused().ShouldContain("compressed or encrypted");
    }

    [Fact]
    public void Numbers_of_a_big_endian_machine()
    {
        File.WriteAllBytes(
            Folder["a"],
            [.. LegacyCheckpoint.Header(littleEndian: false), .. State(pickle => pickle.Tensor("Float", "0", 4, [4], legacy: true)).Bytes]);
        Refused().ShouldContain("big endian");
    }
}
