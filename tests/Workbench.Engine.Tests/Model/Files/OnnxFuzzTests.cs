using System.Diagnostics;
using Workbench.Engine.Model;
using Workbench.Engine.Model.Files.Onnx;
using static TorchSharp.torch;

namespace Workbench.Engine.Tests.Model.Files;

/// <summary>Each of several thousand damaged models is read or rejected by name, in little time and memory.</summary>
public sealed class OnnxFuzzTests : IDisposable
{
    private const long MostBytes = 4 << 20;
    private static readonly TimeSpan s_hang = TimeSpan.FromSeconds(5);
    private static readonly long[] s_lengths = [-1, 0, 127, 128, 1 << 14, 1L << 31, 1L << 32, 1L << 62, long.MaxValue, long.MinValue];

    private readonly TemporaryFolder _folder = new();

    [Theory, InlineData(1), InlineData(290), InlineData(7919)]
    public void A_damaged_model_is_read_or_rejected_by_name(int seed)
    {
        var path = _folder["net.onnx"];
        File.WriteAllBytes(_folder["net.data"], new byte[64]);
        var whole = Model();
        File.WriteAllBytes(path, whole);
        ReadAll(path);   // the undamaged model; the code is compiled here
        var random = new Random(seed);
        var (read, rejected) = (0, 0);
        var clock = new Stopwatch();
        for (var i = 0; i < TestTier.Choose(1200, 5000); i++)
        {
            File.WriteAllBytes(path, Damaged(whole, random));
            clock.Restart();
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                ReadAll(path);
                read++;
            }
            catch (WeightsException error)
            {
                error.Message.ShouldContain($"'{path}'");
                error.Message.Length.ShouldBeLessThan(1500);
                rejected++;
            }
            (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(MostBytes, $"version {i}");
            clock.Elapsed.ShouldBeLessThan(s_hang, $"version {i}");
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{read} read, {rejected} rejected");
        read.ShouldBeGreaterThan(20);
        rejected.ShouldBeGreaterThan(500);
    }

    [Fact]
    public void A_model_cut_anywhere_is_read_or_rejected_by_name()
    {
        var path = _folder["net.onnx"];
        File.WriteAllBytes(_folder["net.data"], new byte[64]);
        var whole = Model();
        for (var length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(path, whole[..length]);
            try
            {
                ReadAll(path);   // a cut between two fields is not seen
            }
            catch (WeightsException error)
            {
                error.Message.ShouldContain($"'{path}'");
            }
        }
    }

    // Everything that a caller may ask for.
    private static void ReadAll(string path)
    {
        using var scope = NewDisposeScope();
        using var model = OnnxModel.Open(path);
        foreach (var tensor in model.Graph.Initializers.Values) Read(tensor);
        foreach (var node in model.Graph.Nodes)
        {
            node.Label.Length.ShouldBeLessThan(500);
            foreach (var attribute in node.Attributes.Values)
                if (attribute.Value is OnnxTensor tensor) Read(tensor);
        }
    }

    private static void Read(OnnxTensor tensor)
    {
        if (!tensor.Supported) return;
        tensor.Read().shape.ShouldBe([.. tensor.Shape]);
        tensor.Numbers().LongLength.ShouldBe(tensor.Count);
    }

    // Small, so that most damage hits structure.
    private static byte[] Model() =>
        OnnxMessages
            .Model(
                OnnxMessages.Graph(
                    [
                        OnnxMessages.Node(
                            "Conv",
                            ["x", "w", "b"],
                            ["y"],
                            "conv1",
                            OnnxMessages.Attribute("pads", new long[] { 1, 1, 1, 1 }),
                            OnnxMessages.Attribute("alpha", 0.5f),
                            OnnxMessages.Attribute("scales", new[] { 1f, 2f }),
                            OnnxMessages.Attribute("auto_pad", "NOTSET")),
                        OnnxMessages.Node(
                            "Constant",
                            [],
                            ["c"],
                            "",
                            OnnxMessages.TensorAttribute(
                                "value",
                                OnnxMessages.Tensor("", OnnxMessages.Int64, 3).PackedIntegers(7, [1, -1, 300]))),
                    ],
                    [
                        OnnxMessages.RawTensor("w", OnnxMessages.Float32, [2, 1], 1f, 2),
                        OnnxMessages.Tensor("b", OnnxMessages.Float16, 2).PackedIntegers(5, [0x3c00, 0x4000]),
                        OnnxMessages.Tensor("f", OnnxMessages.Float32, 2).Float(4, 1).Float(4, 2),
                        OnnxMessages.RawTensor("u", OnnxMessages.UInt64, [2], 1ul, 2ul),
                        OnnxMessages.ExternalTensor(
                            "e",
                            OnnxMessages.UInt8,
                            [8, 4],
                            OnnxMessages.Entry("location", "net.data"),
                            OnnxMessages.Entry("offset", "16"),
                            OnnxMessages.Entry("length", "32")),
                    ],
                    [OnnxMessages.Value("x", OnnxMessages.Float32, ["N", 3L, 8L])],
                    [OnnxMessages.Value("y", OnnxMessages.Float32, null)]))
            .Message(14, OnnxMessages.Entry("classes", "cat,dog"))
            .Bytes;

    private static byte[] Damaged(byte[] whole, Random random)
    {
        List<byte> bytes = [.. whole];
        for (var times = random.Next(1, 4); times > 0 && bytes.Count > 8; times--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(8))
            {
                case 0: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: bytes[at] = (byte)random.Next(256); break;
                case 2:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;   // a truncated download
                case 3: bytes.RemoveRange(at, Math.Min(bytes.Count - at, random.Next(1, 40))); break;
                case 4: bytes.InsertRange(at, Enumerable.Range(0, random.Next(1, 40)).Select(_ => (byte)random.Next(256)).ToList()); break;
                case 5:
                    bytes[at]++;
                    break;   // the next field, or one more byte
                case 6: // a huge length
                    bytes.RemoveAt(at);
                    bytes.InsertRange(at, new WireWriter().Varint((ulong)s_lengths[random.Next(s_lengths.Length)]).Bytes);
                    break;
                default: // a piece of the file inserted elsewhere
                    var from = random.Next(bytes.Count);
                    bytes.InsertRange(at, bytes.GetRange(from, Math.Min(bytes.Count - from, random.Next(1, 200))));
                    break;
            }
        }
        return [.. bytes];
    }

    public void Dispose() => _folder.Dispose();
}
