using System.Diagnostics;
using Workbench.Engine.Model;
using Workbench.Engine.Model.Files;
using static TorchSharp.torch;

namespace Workbench.Engine.Tests.Model.Files;

/// <summary>Each of four thousand damaged checkpoints, from a fixed seed, loads or is rejected with an error that names the file.</summary>
public sealed class FuzzTests : IDisposable
{
    private const int Mutations = 800;
    private static readonly TimeSpan s_hang = TimeSpan.FromSeconds(5);
    private readonly TemporaryFolder _folder = new();

    [Theory, InlineData("safetensors"), InlineData("zip"), InlineData("legacy"), InlineData("wrapped"), InlineData("handmade")]
    public void A_damaged_checkpoint_loads_or_is_rejected_by_name(string format)
    {
        using var scope = NewDisposeScope();
        var path = _folder["net.pth"];
        Write(format, path);
        var whole = File.ReadAllBytes(path);
        var random = new Random(7);
        var (loaded, refused) = (0, 0);
        var clock = new Stopwatch();
        for (var i = 0; i < Mutations; i++)
        {
            var bytes = Mutated(whole, random);
            File.WriteAllBytes(path, bytes);
            clock.Restart();
            try
            {
                using var inner = NewDisposeScope();
                using var file = WeightsFile.Open(path);
                foreach (var stored in file.Tensors) file.Read(stored).shape.ShouldBe([.. stored.Shape]);
                loaded++;
            }
            catch (WeightsException error)
            {
                error.Message.ShouldContain($"'{path}'");
                error.Message.Length.ShouldBeLessThan(1500);
                refused++;
            }
            clock.Elapsed.ShouldBeLessThan(s_hang, $"mutation {i}");
        }
        (loaded, refused).ShouldSatisfyAllConditions(
            count => count.loaded.ShouldBeGreaterThan(20),
            count => count.refused.ShouldBeGreaterThan(200));
        Directory.GetFiles(_folder.Root).ShouldBe([path]);
    }

    // Small, so that most damage hits headers and metadata.
    private static void Write(string format, string path)
    {
        CheckpointTensor[] tensors =
        [
            .. Enumerable.Range(0, 6).Select(i => CheckpointTensor.FromElements($"features.{i}.weight", [2, 3], 1, 2, 3, 4, 5, 6)),
        ];
        switch (format)
        {
            case "zip": ZipCheckpoint.Write(path, tensors); break;
            case "legacy": LegacyCheckpoint.Write(path, tensors, CheckpointType.Float16); break;
            case "safetensors":
                Safetensors.Write(
                    path,
                    tensors.ToDictionary(given => given.Name, given => tensor(given.Rows.Single()).reshape(2, 3)),
                    new Dictionary<string, string> { ["classes"] = "a,b" });
                break;
            case "wrapped":
                var wrapped = new PickleWriter()
                    .Protocol()
                    .Step('}', '(')
                    .Text("epoch")
                    .Number(3)
                    .Text("state_dict")
                    .Step('}', '(')
                    .Text("module.a")
                    .Tensor("Float", "0", 6, [3, 2], [1, 3])
                    .Text("module.b")
                    .Tensor("Half", "1", 2, [2])
                    .Step('u', 'u', '.')
                    .Bytes;
                ZipCheckpoint.Write(path, [("x/data.pkl", wrapped), ("x/data/0", new byte[24]), ("x/data/1", new byte[4])]);
                break;
            default:   // opcodes and values of older pickles
                var old = new PickleWriter()
                    .Protocol(4)
                    .Step('}', '\x94', '(')
                    .OldText("a")
                    .Name("torch.nn.parameter", "Parameter")
                    .Tensor("Float", "0", 6, [6], legacy: true)
                    .Step('\x85', 'R', '(', '\x88', 'N', 't', 'b')
                    .Text("b")
                    .Name("torch", "FloatTensor")
                    .Step(')', '\x81')
                    .Text("list")
                    .Step(']', '(')
                    .Fraction(0.5)
                    .Number(1L << 40)
                    .Step('e')
                    .Text("set")
                    .Step('\x8f', '(', 'N', '\x90', 'u', '.')
                    .Bytes;
                File.WriteAllBytes(
                    path,
                    [.. LegacyCheckpoint.Header(), .. old, .. LegacyCheckpoint.Keys(["0"]), .. BitConverter.GetBytes(6L), .. new byte[24]]);
                break;
        }
    }

    private static byte[] Mutated(byte[] whole, Random random)
    {
        List<byte> bytes = [.. whole];
        for (var times = random.Next(1, 4); times > 0 && bytes.Count > 8; times--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(7))
            {
                case 0: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: bytes[at] = (byte)random.Next(256); break;
                case 2: bytes.RemoveRange(at, bytes.Count - at); break;   // a truncated download
                case 3: bytes.RemoveRange(at, Math.Min(bytes.Count - at, random.Next(1, 40))); break;
                case 4: bytes.InsertRange(at, Enumerable.Range(0, random.Next(1, 40)).Select(_ => (byte)random.Next(256)).ToList()); break;
                case 5:   // a changed length
                    foreach (
                        var (b, i) in BitConverter
                            .GetBytes(random.Next(3) == 0 ? -1L : 1L << random.Next(63))
                            .Take(random.Next(2) == 0 ? 4 : 8)
                            .Select((b, i) => (b, i)))
                        if (at + i < bytes.Count) bytes[at + i] = b;
                    break;
                default:   // a piece of the file inserted elsewhere
                    var from = random.Next(bytes.Count);
                    bytes.InsertRange(at, bytes.GetRange(from, Math.Min(bytes.Count - from, random.Next(1, 200))));
                    break;
            }
        }
        return [.. bytes];
    }

    public void Dispose() => _folder.Dispose();
}
