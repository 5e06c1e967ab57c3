using System.IO.Compression;
using System.Numerics;
using Workbench.Engine.Model;
using Workbench.Engine.Model.Files;

namespace Workbench.Engine.Tests.Model.Files;

/// <summary>Pickles made by hand: whatever a tensor does not need is refused by name, and what is damaged or lies is refused too.</summary>
public sealed class PickleTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static PickleWriter Begin() => new PickleWriter().Protocol().Step('}').Text("features.0.weight");

    private static PickleWriter State(Action<PickleWriter> value)
    {
        var pickle = Begin();
        value(pickle);
        return pickle.Step('s', '.');
    }

    [Theory]
    [
        InlineData("os", "system"),
        InlineData("posix", "system"),
        InlineData("nt", "system"),
        InlineData("builtins", "eval"),
        InlineData("__builtin__", "exec"),
        InlineData("subprocess", "Popen")
    ]
    [
        InlineData("torch.storage", "_load_from_bytes"),
        InlineData("torch.hub", "load"),
        InlineData("numpy.core.multiarray", "scalar"),
        InlineData("torch", "FloatStorage.from_file")
    ]
    [
        InlineData("torch._utils", "_rebuild_tensor_v2.__globals__"),
        InlineData("collections", "OrderedDict.__class__"),
        InlineData("argparse", "Namespace"),
        InlineData("", "")
    ]
    public void A_name_that_no_tensor_needs_is_refused(string module, string name)
    {
        var refusal = $"asks for '{module}.{name}', which is no part of a tensor";
        Zip(State(pickle => pickle.Name(module, name).Text("echo").Step('\x85', 'R'))).ShouldContain(refusal);
        Zip(State(pickle => pickle.Name(module, name))).ShouldContain(refusal);
        Zip(State(pickle => pickle.Text(module).Text(name).Step('\x93', ')', '\x81'))).ShouldContain(refusal);
        Zip(State(pickle => pickle.Step('(').Text("echo").Step('i').Raw([.. System.Text.Encoding.ASCII.GetBytes($"{module}\n{name}\n")])))
            .ShouldContain(refusal);
        Legacy(State(pickle => pickle.Name(module, name))).ShouldContain(refusal);
    }

    [Fact]
    public void A_call_of_what_a_call_gave_is_refused()
    {
        Zip(State(pickle => pickle.Name("collections", "OrderedDict").Step(')', 'R', ')', 'R')))
            .ShouldContain("calls something that is no name");
        Zip(State(pickle => pickle.Text("os.system").Text("echo").Step('\x85', 'R'))).ShouldContain("calls something that is no name");
        Zip(State(pickle => pickle.Name("torch", "FloatStorage").Step(')', 'R')))
            .ShouldContain("calls 'torch.FloatStorage' with 0 arguments that do not fit");
        Zip(State(pickle => pickle.Name("torch._utils", "_rebuild_tensor_v2").Step(')', 'R')))
            .ShouldContain("with 0 arguments that do not fit");
        Zip(State(pickle => pickle.Text("a").Step('N', 'b'))).ShouldContain("a state of something that has none");
    }

    [Fact]
    public void A_name_is_shown_as_text() =>
        Zip(State(pickle => pickle.Name("evil\u001b[2J" + new string('x', 500), "f")))
            .ShouldSatisfyAllConditions(message => message.ShouldContain("'evil?[2Jxxx"), message => message.Length.ShouldBeLessThan(500));

    [Theory]
    [
        InlineData("X", 0xff, 0xff, 0xff, 0x7f),
        InlineData("X", 0xff, 0xff, 0xff, 0xff),
        InlineData("B", 0xff, 0xff, 0xff, 0xff),
        InlineData("T", 0, 0, 0, 0x40),
        InlineData("\u008b", 0xff, 0xff, 0xff, 0x7f)
    ]
    [
        InlineData("\u008d", 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f),
        InlineData("\u008e", 0, 0, 0, 0, 0, 1, 0, 0),
        InlineData("\u008c", 0xff),
        InlineData("\u008a", 0xff),
        InlineData("C", 0xff),
        InlineData("G", 1)
    ]
    public void A_length_beyond_the_end_is_a_truncated_pickle(string step, params int[] length) =>
        Zip(new PickleWriter().Protocol().Step(step[0]).Raw([.. length.Select(b => (byte)b)]))
            .ShouldContain("it is truncated: its pickle breaks off");

    [Theory, InlineData("\u008b"), InlineData("\u008d"), InlineData("\u008e"), InlineData("\u0096")]
    public void A_negative_length(string step) =>
        Zip(new PickleWriter().Protocol().Step(step[0]).Raw(0, 0, 0, 0x80, 0, 0, 0, 0x80).Raw(new byte[40]))
            .ShouldContain("has a text of -");

    [Theory]
    [
        InlineData("."),
        InlineData("0."),
        InlineData("(1."),
        InlineData("2"),
        InlineData("\u0085"),
        InlineData("(\u0085"),
        InlineData("N\u0086"),
        InlineData("R"),
        InlineData("NR"),
        InlineData("t"),
        InlineData("1"),
        InlineData("e"),
        InlineData("u")
    ]
    [
        InlineData("]s"),
        InlineData("(s"),
        InlineData("N(u"),
        InlineData("}(Nu"),
        InlineData("NNa"),
        InlineData("}(NNe"),
        InlineData("q\u0001"),
        InlineData("h\u0001"),
        InlineData("j\u0001\u0001\u0001\u0001"),
        InlineData("gx\n"),
        InlineData("p-1\n")
    ]
    [
        InlineData("b"),
        InlineData("NNb"),
        InlineData("NQ"),
        InlineData(")Q"),
        InlineData("\u0094"),
        InlineData("NN\u0093"),
        InlineData("\u0082\u0001"),
        InlineData("P0\n"),
        InlineData("\u0097"),
        InlineData("\u0000"),
        InlineData("Ix\n"),
        InlineData("Fx\n"),
        InlineData("L\n"),
        InlineData("(o"),
        InlineData("NNN\u0092")
    ]
    public void Steps_that_no_pickle_has(string steps) =>
        Zip(new PickleWriter().Protocol().Step([.. steps]).Step('N', '.'))
            .ShouldMatch("its pickle has |it calls something that is no name");

    [Fact]
    public void A_protocol_to_come() => Zip(new PickleWriter().Protocol(6).Step('N', '.')).ShouldContain("protocol above 5");

    // Each would be as large as memory, or as deep as the stack, for whoever walks through it.
    [Fact]
    public void Depth_and_sharing_cost_nothing()
    {
        var deep = new PickleWriter().Protocol();
        for (var i = 0; i < 1_000_000; i++) deep.Step(']');
        for (var i = 1; i < 1_000_000; i++) deep.Step('a');
        Zip(deep.Step('.')).ShouldContain("holds no dictionary of tensors");

        var laughs = new PickleWriter().Protocol(4).Step(']');
        for (var i = 0; i < 100_000; i++) laughs.Step('\x94', '2', '2', '2', '\x87');
        Zip(laughs.Step('.')).ShouldContain("holds no dictionary of tensors");

        Zip(State(pickle => pickle.Step('}', 'q', '\x01').Text("itself").Step('h', '\x01', 's')))
            .ShouldContain("holds no tensor, only 'features.0.weight'");
        Zip(new PickleWriter().Protocol().Step('}', 'q', '\x01').Text("state_dict").Step('h', '\x01', 's', '.'))
            .ShouldContain("holds no tensor, only 'state_dict'");
    }

    [Fact]
    public void Too_many_steps_and_too_lengtha_pickle()
    {
        var many = new PickleWriter().Protocol().Raw([.. Enumerable.Repeat((byte)'N', 4_000_001)]);
        Zip(many).ShouldContain("more than 4000000 steps");
        Zip(new PickleWriter().Protocol().Text(new string('x', 17 << 20)).Step('.')).ShouldContain("longer than 16 MB");
        Zip(new PickleWriter().Protocol().Step('L').Raw([.. Enumerable.Repeat((byte)'7', 5000)]).Raw((byte)'\n').Step('.'))
            .ShouldContain("a line of more than 4096 bytes");
        Zip(new PickleWriter().Protocol().Step('r').Raw(0xff, 0xff, 0xff, 0xff).Step('.')).ShouldContain("lacks a value"); // a memo's place is no length
    }

    // Two megabytes of number, list, tuple, name or key, at the price of two bytes for each further place: what is done at every place may not depend on how long they are. The square of the lengths would take hours here.
    public static TheoryData<string> LongValues => ["number", "figures", "pairs", "device", "shape", "key", "storage", "note", "notes"];

    [Theory, MemberData(nameof(LongValues))]
    public void A_lengthvalue_beside_the_tensors_is_read_in_no_time(string kind)
    {
        const int length = 2_000_000;
        PickleWriter Repeated(PickleWriter pickle, int times, params ReadOnlySpan<char> steps)
        {
            for (var i = 0; i < times; i++) pickle.Step(steps);
            return pickle;
        }
        PickleWriter Four(PickleWriter pickle, char step, byte[] bytes) =>
            pickle.Step(step).Raw(BitConverter.GetBytes(bytes.Length)).Raw(bytes);
        // A million entries in a list, remembered as 1.
        PickleWriter List(PickleWriter pickle, Action<PickleWriter> item)
        {
            pickle.Step(']', 'q', '\x01', '(');
            item(pickle);
            return Repeated(pickle.Step('q', '\x02'), 500_000, 'h', '\x02').Step('e', '0');
        }
        var seven = Enumerable.Repeat((byte)'7', length).ToArray();
        var text = kind switch
        {
            "number" => Read(Beside("epoch", pickle => Four(pickle, '\x8b', seven))),
            "figures" => Read(Beside("epoch", pickle => pickle.Step('L').Raw(seven.AsSpan(0, 4000)).Raw((byte)'\n'))),
            "pairs" => Zip(
                Repeated(
                        List(new PickleWriter().Protocol().Name("collections", "OrderedDict").Step('q', '\x03', '0'), pickle =>
                            pickle.Step('N', 'N', '\x86')),
                        200_000,
                        'h',
                        '\x03',
                        'h',
                        '\x01',
                        '\x85',
                        'R',
                        '0')
                    .Step('N', '.')),
            "device" => Zip(
                Repeated(
                        List(new PickleWriter().Protocol().Name("torch", "device").Step('q', '\x03', '0'), pickle => pickle.Step('N'))
                            .Step('h', '\x01', '\x85', 'q', '\x04', '0'),
                        500_000,
                        'h',
                        '\x03',
                        'h',
                        '\x04',
                        'R',
                        '0')
                    .Step('N', '.')),
            "shape" => Zip(
                List(Begin(), pickle => pickle.Number(1))
                    .Name("torch._utils", "_rebuild_tensor_v2")
                    .Step('(', '(')
                    .Text("storage")
                    .Name("torch", "FloatStorage")
                    .Text("0")
                    .Text("cpu")
                    .Number(4)
                    .Step('t', 'Q', 'K', '\0', 'h', '\x01', 'h', '\x01', 't', 'R', 's', '.')),
            "key" => Zip(
                Repeated(
                        new PickleWriter().Protocol().Step('}', '(').Text(new string('k', length)).Step('q', '\x01', 'N'),
                        500_000,
                        'h',
                        '\x01',
                        'N')
                    .Step('u', '.')),
            "storage" => Zip(State(pickle => pickle.Tensor("Float", new string('k', length), 4, [4]))),
            "note" => Read(Beside("epoch", pickle => pickle.Text(new string('n', length)))),
            _ => Zip(Notes(5000)),
        };
        text.ShouldContain(kind switch
        {
            "number" => "(a whole number 2000000 long)",
            "figures" => "(a whole number 4000 long)",
            "pairs" => "more than 4000000 steps",
            "device" => "holds no dictionary of tensors",
            "shape" => "are no offset, shape and strides",
            "key" => "a name of 2000000 characters",
            "storage" => "a storage whose name has 2000000 characters",
            "note" => "(a text of 2000000 characters)",
            _ => "more than 16 million characters of text beside its tensors",
        });
    }

    // One text of four thousand characters under many names.
    private static PickleWriter Notes(int names)
    {
        var pickle = new PickleWriter().Protocol().Step('}', '(').Text("first").Text(new string('n', 4000)).Step('q', '\x01');
        for (var i = 0; i < names; i++) pickle.Text($"{i}").Step('h', '\x01');
        return pickle.Text("a").Tensor("Float", "0", 4, [4]).Step('u', '.');
    }

    private static PickleWriter Beside(string name, Action<PickleWriter> value)
    {
        var pickle = new PickleWriter().Protocol().Step('}').Text(name);
        value(pickle);
        return pickle.Step('s').Text("features.0.weight").Tensor("Float", "0", 4, [4]).Step('s', '.');
    }

    private string Read(PickleWriter pickle)
    {
        ZipCheckpoint.Write(_folder["a"], [("a/data.pkl", pickle.Bytes), ("a/data/0", new byte[16])]);
        using var file = WeightsFile.Open(_folder["a"]);
        return string.Join(' ', file.Metadata.Values);
    }

    [Theory]
    [
        InlineData("[3]", "[-1]", 0, "must not be negative"),
        InlineData("[-3]", "[1]", 0, "must not be negative"),
        InlineData("[3]", "[1]", -1, "must not be negative")
    ]
    [
        InlineData("[5]", "[1]", 0, "in a storage of 4 elements"),
        InlineData("[2]", "[4]", 0, "in a storage of 4 elements"),
        InlineData("[1]", "[1]", 4, "in a storage of 4 elements")
    ]
    [
        InlineData("[1000000000000]", "[0]", 0, "claim 4000000000000 bytes"),
        InlineData("[4294967296,4294967296,4294967296]", "[0,0,0]", 0, "which no tensor has")
    ]
    [InlineData("[4611686018427387904,4611686018427387904,0]", "[1,1,1]", 0, "which no tensor has")]
    [
        InlineData("[2]", "[9223372036854775807]", 9223372036854775807, "in a storage of 4 elements"),
        InlineData("[2,2]", "[1]", 0, "are no offset, shape and strides")
    ]
    [InlineData("[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]", "[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]", 0, "which no tensor has")]
    public void A_tensor_that_does_not_fit_its_storage(string shape, string strides, long offset, string message)
    {
        long[] Parsed(string text) => System.Text.Json.JsonSerializer.Deserialize<long[]>(text)!;
        Zip(State(pickle => pickle.Tensor("Float", "0", 4, Parsed(shape), Parsed(strides), offset))).ShouldContain(message);
    }

    [Fact]
    public void A_storage_that_is_not_as_the_pickle_says()
    {
        Zip(State(pickle => pickle.Tensor("Float", "0", 1_000_000_000_000, [4])))
            .ShouldContain("its storage '0' has 16 bytes, and the pickle says 4000000000000");
        Legacy(State(pickle => pickle.Tensor("Float", "0", 1_000_000_000_000, [4], legacy: true)))
            .ShouldContain("its storage '0' has 4 elements, and the pickle says 1000000000000");
        Zip(State(pickle => pickle.Tensor("Float", "0", long.MaxValue, [4])))
            .ShouldContain("a storage '0' of 9223372036854775807 elements");
        Zip(State(pickle => pickle.Tensor("Float", "0", -4, [4]))).ShouldContain("a storage '0' of -4 elements");
        Zip(State(pickle => pickle.Tensor("Float", "1", 4, [4]))).ShouldContain("its storage '1' is missing");
        Zip(State(pickle => pickle.Tensor("Float", "../data.pkl", 4, [4]))).ShouldContain("its storage '../data.pkl' is missing");
        Legacy(State(pickle => pickle.Tensor("Float", "1", 4, [4], legacy: true))).ShouldContain("names one that no tensor has");
        Zip(State(pickle => pickle.Tensor("Float", "0", 4, [4]).Step('0').Tensor("Half", "0", 8, [8])))
            .ShouldContain("two storages '0' that differ");
        Zip(State(pickle => pickle.Tensor("QInt8", "0", 4, [4]))).ShouldContain("asks for 'torch.QInt8Storage'");
        var shared = Begin().Step('0', '(');
        for (var i = 0; i < 300; i++) shared.Text($"a{i}").Tensor("Float", "0", 4, [4]);
        Zip(shared.Step('u', '.')).ShouldNotContain("claim");   // the pickle is larger than they
        Zip(shared.Step('u', '.'), new byte[400_000]).ShouldContain("its storage '0' has 400000 bytes");
    }

    [Fact]
    public void Tensors_that_share_more_than_the_file_holds()
    {
        var shared = new PickleWriter().Protocol().Step('}', '(');
        for (var i = 0; i < 300; i++) shared.Text($"a{i}").Tensor("Float", "0", 100_000, [100_000]);
        Zip(shared.Step('u', '.'), new byte[400_000]).ShouldContain("its tensors claim 120000000 bytes of a file of ");
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
        ZipCheckpoint.Write(_folder["a"], [("a/data.pkl", [.. pickle, .. new byte[400]]), data], CompressionLevel.Optimal);
        Refused().ShouldContain("compressed or encrypted");
    }

    [Fact]
    public void Numbers_of_a_big_endian_machine()
    {
        File.WriteAllBytes(
            _folder["a"],
            [.. LegacyCheckpoint.Header(littleEndian: false), .. State(pickle => pickle.Tensor("Float", "0", 4, [4], legacy: true)).Bytes]);
        Refused().ShouldContain("big endian");
    }

    [Fact]
    public void A_pickle_that_torch_save_did_not_write()
    {
        File.WriteAllBytes(_folder["a"], Begin().Number(BigInteger.One).Step('s', '.').Bytes);
        Refused().ShouldContain("none that torch.save wrote");
    }

    private string Zip(PickleWriter pickle, byte[]? storage = null) =>
        Files([("a/data.pkl", pickle.Bytes), ("a/data/0", storage ?? new byte[16])]);

    private string Files(IEnumerable<(string, byte[])> files)
    {
        ZipCheckpoint.Write(_folder["a"], files);
        return Refused();
    }

    private string Legacy(PickleWriter pickle)
    {
        File.WriteAllBytes(
            _folder["a"],
            [.. LegacyCheckpoint.Header(), .. pickle.Bytes, .. LegacyCheckpoint.Keys(["0"]), .. BitConverter.GetBytes(4L), .. new byte[16]]
        );
        return Refused();
    }

    private string Refused()
    {
        var message = Should.Throw<WeightsException>(() => ModelService.Load(_folder["a"], "cpu")).Message;
        message.ShouldContain($"'{_folder["a"]}'");
        Directory.GetFiles(_folder.Root).ShouldBe([_folder["a"]]);
        return message;
    }

    public void Dispose() => _folder.Dispose();
}
