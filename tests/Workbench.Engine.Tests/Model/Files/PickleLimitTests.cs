using Workbench.Engine.Model.Files;

namespace Workbench.Engine.Tests.Model.Files;

/// <summary>Pickles that would take unbounded time, memory or stack are read or rejected quickly.</summary>
public sealed class PickleLimitTests : PickleCase
{
    // A recursive traversal of these would exhaust the memory or the stack.
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
    public void Too_many_steps_and_too_many_bytes()
    {
        var many = new PickleWriter().Protocol().Raw([.. Enumerable.Repeat((byte)'N', 4_000_001)]);
        Zip(many).ShouldContain("more than 4000000 steps");
        Zip(new PickleWriter().Protocol().Text(new string('x', 17 << 20)).Step('.')).ShouldContain("longer than 16 MB");
        Zip(new PickleWriter().Protocol().Step('L').Raw([.. Enumerable.Repeat((byte)'7', 5000)]).Raw((byte)'\n').Step('.'))
            .ShouldContain("a line of more than 4096 bytes");
        // A memo index is not a length.
        Zip(new PickleWriter().Protocol().Step('r').Raw(0xff, 0xff, 0xff, 0xff).Step('.')).ShouldContain("lacks a value");
    }

    // Two megabytes of number, list, tuple, name or key, which each further reference repeats for two bytes. The work per reference must
    // not depend on the length of the value, or these would take hours.
    public static TheoryData<string> LongValues => ["number", "digits", "pairs", "device", "shape", "key", "storage", "note", "notes"];

    [Theory, MemberData(nameof(LongValues))]
    public void A_long_value_beside_the_tensors_takes_no_time(string kind)
    {
        const int length = 2_000_000;
        PickleWriter Repeated(PickleWriter pickle, int times, params ReadOnlySpan<char> steps)
        {
            for (var i = 0; i < times; i++) pickle.Step(steps);
            return pickle;
        }
        PickleWriter Four(PickleWriter pickle, char step, byte[] bytes) =>
            pickle.Step(step).Raw(BitConverter.GetBytes(bytes.Length)).Raw(bytes);
        // A list of half a million entries, with the memo index 1.
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
            "digits" => Read(Beside("epoch", pickle => pickle.Step('L').Raw(seven.AsSpan(0, 4000)).Raw((byte)'\n'))),
            "pairs" => Zip(
                Repeated(
                        List(new PickleWriter().Protocol().Name("collections", "OrderedDict").Step('q', '\x03', '0'), pickle =>
                            pickle.Step('N', 'N', '\x86')),
                        200_000,
                        'h', '\x03', 'h', '\x01', '\x85', 'R', '0')
                    .Step('N', '.')),
            "device" => Zip(
                Repeated(
                        List(new PickleWriter().Protocol().Name("torch", "device").Step('q', '\x03', '0'), pickle => pickle.Step('N'))
                            .Step('h', '\x01', '\x85', 'q', '\x04', '0'),
                        500_000,
                        'h', '\x03', 'h', '\x04', 'R', '0')
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
                        'h', '\x01', 'N')
                    .Step('u', '.')),
            "storage" => Zip(State(pickle => pickle.Tensor("Float", new string('k', length), 4, [4]))),
            "note" => Read(Beside("epoch", pickle => pickle.Text(new string('n', length)))),
            _ => Zip(Notes(5000)),
        };
        text.ShouldContain(kind switch
        {
            "number" => "(an integer of length 2000000)",
            "digits" => "(an integer of length 4000)",
            "pairs" => "more than 4000000 steps",
            "device" => "holds no dictionary of tensors",
            "shape" => "from an invalid offset, shape or strides",
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
        ZipCheckpoint.Write(Folder["a"], [("a/data.pkl", pickle.Bytes), ("a/data/0", new byte[16])]);
        using var file = WeightsFile.Open(Folder["a"]);
        return string.Join(' ', file.Metadata.Values);
    }
}
