using CsCheck;
using Workbench.Engine.Model;
using Workbench.Engine.Model.Files;
using Workbench.Engine.Passes;
using static TorchSharp.torch;

namespace Workbench.Engine.Tests.Model.Files;

/// <summary>PyTorch's files give the saved tensors.</summary>
public sealed class CheckpointTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static string Checkpoint(string name) => Repository.Reference("checkpoints", name);

    [Theory]
    [InlineData("narrow-zip.pth", "PyTorch zip")]
    [InlineData("narrow-legacy.pth", "PyTorch legacy")]
    [InlineData("narrow-wrapped.pth.tar", "PyTorch zip")]
    public void A_checkpoint_gives_the_same_logits_as_safetensors(string file, string format)
    {
        using var opened = WeightsFile.Open(Checkpoint(file));
        opened.Format.ShouldBe(format);
        opened.Tensors.ShouldAllBe(tensor => tensor.Type == ScalarType.Float32);
        using var scope = NewDisposeScope();
        Logits(Checkpoint(file)).Same(Logits(Repository.Reference("narrow-vgg16.safetensors"))).ShouldBeTrue();
    }

    // Every parameter is the float16 number nearest to the reference's.
    [Fact]
    public void A_checkpoint_in_half_precision_gives_the_logits_of_rounded_weights()
    {
        using var scope = NewDisposeScope();
        var rounded = Safetensors
            .Read(Repository.Reference("narrow-vgg16.safetensors"))
            .ToDictionary(pair => pair.Key, pair => pair.Value.to(ScalarType.Float16));
        Safetensors.Write(_folder["rounded"], rounded);
        var (half, whole) = (Logits(Checkpoint("narrow-half.pth")), Logits(Repository.Reference("narrow-vgg16.safetensors")));
        half.Same(Logits(_folder["rounded"])).ShouldBeTrue();
        (half - whole).abs().max().item<float>().ShouldBeLessThan(5e-3f * whole.abs().max().item<float>());
        Directory.GetFiles(_folder.Root).Length.ShouldBe(1);
    }

    [Fact]
    public void A_truncated_checkpoint_is_rejected() => Refused(Checkpoint("truncated.pth")).ShouldContain("truncated");

    [Fact]
    public void A_checkpoint_that_would_run_a_command_is_rejected_by_its_name_and_runs_nothing()
    {
        var before = Directory.GetFiles(Environment.CurrentDirectory);
        File.Copy(Checkpoint("malicious.pth"), _folder["malicious.pth"]);
        Refused(_folder["malicious.pth"]).ShouldContain("asks for 'posix.system', which is not part of a tensor");
        Directory.GetFiles(Environment.CurrentDirectory).ShouldBe(before);
        Directory.GetFiles(_folder.Root).ShouldBe([_folder["malicious.pth"]]);
    }

    [Fact]
    public void Values_beside_a_wrapped_state_dict_are_metadata()
    {
        using var file = WeightsFile.Open(Checkpoint("narrow-wrapped.pth.tar"));
        file.Metadata["arch"].ShouldBe("vgg16");
        file.Tensors.ShouldContain(tensor => tensor.Name == "features.0.weight");
        file.Tensors.Count.ShouldBe(32);
    }

    private static readonly Gen<(string Name, long[] Shape, ulong Seed)> s_tensor = Gen.Select(
        Gen.String[Gen.Char["abc.é_0\""], 1, 12],
        Gen.Long[0, 4].Array[0, 4],
        Gen.ULong);

    [Fact]
    public void Written_tensors_are_read_back() => Gen.Select(s_tensor.List[1, 6], Gen.Enum<CheckpointType>(), Gen.Bool).Sample(
        (list, type, legacy) =>
        {
            using var scope = NewDisposeScope();
            using var folder = new TemporaryFolder();
            var tensors = list.DistinctBy(item => item.Name).Select(item =>
            {
                var random = new Random((int)(item.Seed & int.MaxValue));
                return CheckpointTensor.FromElements(
                    item.Name,
                    item.Shape,
                    [
                        .. Enumerable
                            .Range(0, (int)item.Shape.Aggregate(1L, (product, size) => product * size))
                            .Select(_ => random.NextSingle() - 0.5f),
                    ]);
            }).ToList();
            if (legacy) LegacyCheckpoint.Write(folder["a"], tensors, type);
            else ZipCheckpoint.Write(folder["a"], tensors, type);
            using var file = WeightsFile.Open(folder["a"]);
            file.Tensors.Select(tensor => tensor.Name).ShouldBe(tensors.Select(tensor => tensor.Name));
            foreach (var (stored, given) in file.Tensors.Zip(tensors))
            {
                stored.Type.ShouldBe(Enum.Parse<ScalarType>($"{type}"));
                var expected = tensor(given.Rows.Single()).reshape([.. given.Shape]).to(stored.Type);
                file.Read(stored).Same(expected).ShouldBeTrue();
                file.Read(stored, ScalarType.Float32).Same(expected.to(ScalarType.Float32)).ShouldBeTrue();
            }
        },
        iter: 60);

    [Fact]
    public void Strides_offsets_and_shared_storages()
    {
        using var scope = NewDisposeScope();
        var pickle = new PickleWriter().Protocol().Step('}', '(')
            .Text("transposed").Tensor("Float", "0", 12, [3, 4], [1, 3])
            .Text("row").Tensor("Float", "0", 12, [3], offset: 6)
            .Text("column").Tensor("Float", "0", 12, [2], [5], offset: 1)
            .Text("scalar").Tensor("Float", "0", 12, [], offset: 11)
            .Text("none").Tensor("Float", "0", 12, [0, 4], offset: 12)
            .Text("whole").Tensor("Float", "0", 12, [12])
            .Step('u', '.').Bytes;
        ZipCheckpoint.Write(_folder["a"], [("x/data.pkl", pickle), ("x/data/0", Floats(12))]);
        using var file = WeightsFile.Open(_folder["a"]);
        var read = file.Tensors.ToDictionary(tensor => tensor.Name, tensor => file.Read(tensor));
        read["transposed"].Same(arange(12, ScalarType.Float32).reshape(4, 3).t()).ShouldBeTrue();
        read["transposed"].is_contiguous().ShouldBeTrue();
        read["row"].Same(tensor([6f, 7, 8])).ShouldBeTrue();
        read["column"].Same(tensor([1f, 6])).ShouldBeTrue();
        read["scalar"].item<float>().ShouldBe(11);
        read["none"].shape.ShouldBe([0, 4]);
        read["whole"].NumberOfElements.ShouldBe(12);
    }

    // torch.zeros(1).expand(512): PyTorch saves the one element once, with stride 0.
    [Fact]
    public void An_expanded_tensor_is_loaded_with_its_element_repeated()
    {
        using var scope = NewDisposeScope();
        var pickle = new PickleWriter().Protocol().Step('}', '(')
            .Text("all").Tensor("Float", "0", 12, [2, 300], [0, 0], offset: 5)
            .Text("rows").Tensor("Float", "0", 12, [50, 3], [0, 2], offset: 1)
            .Text("overlapping").Tensor("Float", "0", 12, [10, 3], [1, 1])
            .Step('u', '.').Bytes;
        ZipCheckpoint.Write(_folder["a"], [("x/data.pkl", pickle), ("x/data/0", Floats(12))]);
        using var file = WeightsFile.Open(_folder["a"]);
        var read = file.Tensors.ToDictionary(tensor => tensor.Name, tensor => file.Read(tensor));
        read["all"].Same(full([2, 300], 5f)).ShouldBeTrue();
        read["rows"].Same(tensor([1f, 3, 5]).expand(50, 3)).ShouldBeTrue();
        read["overlapping"].Same(arange(10, ScalarType.Float32).reshape(10, 1) + arange(3, ScalarType.Float32)).ShouldBeTrue();
        read.Values.ShouldAllBe(tensor => tensor.is_contiguous());
    }

    [Theory, InlineData("features.0.weight"), InlineData("classifier.6.bias"), InlineData("data.pkl")]
    public void A_flipped_bit_is_found_by_the_checksum(string where)
    {
        var tensors = RandomVgg.Tensors(Nets.Narrow, 8, 4, 1).ToList();
        ZipCheckpoint.Write(_folder["a"], tensors);
        var bytes = File.ReadAllBytes(_folder["a"]);
        var part = where == "data.pkl" ? where : $"data/{tensors.FindIndex(tensor => tensor.Name == where)}";
        // The bytes begin after the name in the local header. In the pickle, a bit of a name is flipped.
        var at = bytes.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(where == "data.pkl" ? "features.10.bias" : $"archive/{part}"));
        bytes[at + (where == "data.pkl" ? 9 : $"archive/{part}".Length)] ^= 1;
        File.WriteAllBytes(_folder["a"], bytes);
        Refused(_folder["a"]).ShouldContain($"its part 'archive/{part}' is damaged: the checksum is ");
    }

    [Fact]
    public void A_view_of_a_damaged_storage_is_rejected_too()
    {
        var pickle = new PickleWriter().Protocol().Step('}').Text("row").Tensor("Float", "0", 12, [3], offset: 6).Step('s', '.').Bytes;
        ZipCheckpoint.Write(_folder["a"], [("x/data.pkl", pickle), ("x/data/0", Floats(12))]);
        var bytes = File.ReadAllBytes(_folder["a"]);
        bytes[bytes.AsSpan().IndexOf(Floats(12)) + 1] ^= 1;   // in the first element, which the view does not include
        File.WriteAllBytes(_folder["a"], bytes);
        using var file = WeightsFile.Open(_folder["a"]);
        Should
            .Throw<WeightsException>(() => file.Read(file.Tensors[0]))
            .Message.ShouldContain("its part 'x/data/0' is damaged: the checksum is ");
    }

    // As torch.save writes it when its checksums are disabled.
    [Fact]
    public void A_checksum_of_zero_is_not_compared()
    {
        ZipCheckpoint.Write(_folder["a"], RandomVgg.Tensors(Nets.Narrow, 8, 4, 1));
        var bytes = File.ReadAllBytes(_folder["a"]);
        for (var at = 0; at < bytes.Length - 46; at++)
            if (bytes.AsSpan(at).StartsWith("PK\x01\x02"u8)) bytes.AsSpan(at + 16, 4).Clear();
        File.WriteAllBytes(_folder["a"], bytes);
        using var model = ModelService.Load(_folder["a"], "cpu");
        model.Architecture.Classes.ShouldBe(4);
    }

    [Fact]
    public void A_view_of_a_storage_in_the_legacy_format()
    {
        using var scope = NewDisposeScope();
        var pickle = new PickleWriter().Protocol().Step('}').Text("a").Name("torch._utils", "_rebuild_tensor").Step('(')
            .Step('(')
            .Text("storage")
            .Name("torch", "FloatStorage")
            .Text("7")
            .Text("cuda:0")
            .Number(12)
            .Step('(')
            .Text("8")
            .Number(4)
            .Number(5)
            .Step('t', 't', 'Q')
            .Number(1).Numbers([2, 2]).Numbers([2, 1]).Step('t', 'R', 's', '.').Bytes;
        File.WriteAllBytes(
            _folder["a"],
            [.. LegacyCheckpoint.Header(), .. pickle, .. LegacyCheckpoint.Keys(["7"]), .. BitConverter.GetBytes(12L), .. Floats(12)]);
        using var file = WeightsFile.Open(_folder["a"]);
        file.Read(file.Tensors.Single()).Same(tensor(new[,] { { 5f, 6 }, { 7, 8 } })).ShouldBeTrue();
    }

    // Python 2 and PyTorch 0.1: short strings, entries as a list of pairs, parameters by call and by state, tensors filled later.
    [Fact]
    public void A_file_of_PyTorch_0_1()
    {
        using var scope = NewDisposeScope();
        PickleWriter Storage(PickleWriter pickle) =>
            pickle.Step('(').OldText("storage").Name("torch", "FloatStorage").OldText("1").OldText("cpu").Number(12).Step('N', 't', 'Q');
        var pickle = new PickleWriter()
            .Protocol()
            .Name("collections", "OrderedDict")
            .Step(']', '(', ']', '(')
            .OldText("parameter")
            .Name("torch.nn.parameter", "Parameter")
            .Name("torch._utils", "_rebuild_tensor")
            .Step('(');
        Storage(pickle)
            .Number(0)
            .Numbers([3])
            .Numbers([1])
            .Step('t', 'R', '\x85', 'R', '(', '\x88', '\x89')
            .Name("collections", "OrderedDict")
            .Step(']', '\x85', 'R', 't', 'b', 'e');
        pickle.Step(']', '(').OldText("filled").Name("torch", "FloatTensor").Step(')', '\x81', '(');
        Storage(pickle).Number(3).Numbers([2]).Numbers([1]).Step('t', 'b', 'e', 'e', '\x85', 'R', '.');
        File.WriteAllBytes(
            _folder["a"],
            [.. LegacyCheckpoint.Header(), .. pickle.Bytes, .. LegacyCheckpoint.Keys(["1"]), .. BitConverter.GetBytes(12L), .. Floats(12)]);
        using var file = WeightsFile.Open(_folder["a"]);
        file.Tensors.Select(tensor => tensor.Name).ShouldBe(["parameter", "filled"]);
        file.Read(file.Tensors[0]).Same(tensor([0f, 1, 2])).ShouldBeTrue();
        file.Read(file.Tensors[1]).Same(tensor([3f, 4])).ShouldBeTrue();
    }

    [Theory]
    [InlineData("state_dict"), InlineData("model_state_dict"), InlineData("model")]
    public void A_state_dict_under_a_usual_name_beside_a_tensor_and_an_optimizer(string wrapper)
    {
        var pickle = new PickleWriter()
            .Protocol()
            .Step('}', '(')
            .Text("epoch")
            .Number(90)
            .Text("loss")
            .Fraction(0.5)
            .Text("best")
            .Tensor("Float", "0", 4, [])
            .Text("optimizer").Step('}', '(').Number(0).Step('}').Text("groups").Step(']', '}', 'a', 'u')
            .Text(wrapper)
            .Step('}', '(')
            .Text("module.a")
            .Tensor("Float", "0", 4, [4])
            .Text("module.n")
            .Tensor("Long", "1", 1, [])
            .Step('u', 'u', '.')
            .Bytes;
        ZipCheckpoint.Write(_folder["a"], [("x/data.pkl", pickle), ("x/data/0", Floats(4)), ("x/data/1", BitConverter.GetBytes(17L))]);
        using var file = WeightsFile.Open(_folder["a"]);
        file.Tensors.Select(tensor => $"{tensor.Name} {tensor.Type}").ShouldBe(["a Float32", "n Int64"]);
        file.Metadata.ShouldBe(new Dictionary<string, string> { ["epoch"] = "90", ["loss"] = "0.5" }, ignoreOrder: true);
        using var count = file.Read(file.Tensors[1]);
        count.item<long>().ShouldBe(17);
    }

    [Fact]
    public void Models_load_from_float16_and_bfloat16()
    {
        using var scope = NewDisposeScope();
        LegacyCheckpoint.Write(_folder["half.pth"], RandomVgg.Tensors(Nets.Narrow, 8, 4, 1), CheckpointType.Float16);
        ZipCheckpoint.Write(_folder["bfloat16.pth"], RandomVgg.Tensors(Nets.Narrow, 8, 4, 1), CheckpointType.BFloat16);
        RandomVgg.Write(_folder["whole"], Nets.Narrow, 8, 4, 1);
        var whole = Logits(_folder["whole"]);
        foreach (var name in (string[])["half.pth", "bfloat16.pth"])
            (Logits(_folder[name]) - whole).abs().max().item<float>().ShouldBeLessThan(0.05f * whole.abs().max().item<float>());
    }

    // It has more elements than one piece.
    [Fact]
    public void A_large_tensor_is_converted_piece_by_piece()
    {
        using var scope = NewDisposeScope();
        LegacyCheckpoint.Write(
            _folder["a"],
            [
                new CheckpointTensor(
                    "a",
                    [5_000_011],
                    Enumerable.Range(0, 5).Select(i => Enumerable.Repeat((float)i, i == 4 ? 1_000_011 : 1_000_000).ToArray())),
            ],
            CheckpointType.Float16);
        using var file = WeightsFile.Open(_folder["a"]);
        file.Read(file.Tensors[0], ScalarType.Float64).Same(file.Read(file.Tensors[0]).to(ScalarType.Float64)).ShouldBeTrue();
        file.Read(file.Tensors[0], ScalarType.Float32)[5_000_010].item<float>().ShouldBe(4);
    }

    private static byte[] Floats(int count) => [.. Enumerable.Range(0, count).SelectMany(i => BitConverter.GetBytes((float)i))];

    private static Tensor Logits(string path)
    {
        using var model = ModelService.Load(path, "cpu");
        using var forward = ForwardPass.Run(model.Network, Nets.Input(2, 64, 64), _ => false);
        return forward.Logits.clone();
    }

    private static string Refused(string path)
    {
        var message = Should.Throw<WeightsException>(() => ModelService.Load(path, "cpu")).Message;
        message.ShouldContain($"'{path}'");
        return message;
    }

    public void Dispose() => _folder.Dispose();
}
