using System.Numerics;

namespace Workbench.Engine.Tests.Model.Files;

/// <summary>Names that tensors do not need are rejected by name, and damaged pickles are rejected too.</summary>
public sealed class PickleTests : PickleCase
{
    [Theory]
    [InlineData("os", "system")]
    [InlineData("posix", "system")]
    [InlineData("nt", "system")]
    [InlineData("builtins", "eval")]
    [InlineData("__builtin__", "exec")]
    [InlineData("subprocess", "Popen")]
    [InlineData("torch.storage", "_load_from_bytes")]
    [InlineData("torch.hub", "load")]
    [InlineData("numpy.core.multiarray", "scalar")]
    [InlineData("torch", "FloatStorage.from_file")]
    [InlineData("torch._utils", "_rebuild_tensor_v2.__globals__")]
    [InlineData("collections", "OrderedDict.__class__")]
    [InlineData("argparse", "Namespace")]
    [InlineData("", "")]
    public void A_name_that_tensors_do_not_need_is_rejected(string module, string name)
    {
        var refusal = $"asks for '{module}.{name}', which is not part of a tensor";
        Zip(State(pickle => pickle.Name(module, name).Text("echo").Step('\x85', 'R'))).ShouldContain(refusal);
        Zip(State(pickle => pickle.Name(module, name))).ShouldContain(refusal);
        Zip(State(pickle => pickle.Text(module).Text(name).Step('\x93', ')', '\x81'))).ShouldContain(refusal);
        Zip(State(pickle => pickle.Step('(').Text("echo").Step('i').Raw([.. System.Text.Encoding.ASCII.GetBytes($"{module}\n{name}\n")])))
            .ShouldContain(refusal);
        Legacy(State(pickle => pickle.Name(module, name))).ShouldContain(refusal);
    }

    [Fact]
    public void A_call_of_a_calls_result_is_rejected()
    {
        Zip(State(pickle => pickle.Name("collections", "OrderedDict").Step(')', 'R', ')', 'R')))
            .ShouldContain("calls a value that is not a name");
        Zip(State(pickle => pickle.Text("os.system").Text("echo").Step('\x85', 'R'))).ShouldContain("calls a value that is not a name");
        Zip(State(pickle => pickle.Name("torch", "FloatStorage").Step(')', 'R')))
            .ShouldContain("calls 'torch.FloatStorage' with 0 arguments that do not fit");
        Zip(State(pickle => pickle.Name("torch._utils", "_rebuild_tensor_v2").Step(')', 'R')))
            .ShouldContain("with 0 arguments that do not fit");
        Zip(State(pickle => pickle.Text("a").Step('N', 'b'))).ShouldContain("a state for a value that has none");
    }

    [Fact]
    public void A_name_is_shown_as_printable_text() =>
        Zip(State(pickle => pickle.Name("evil\u001b[2J" + new string('x', 500), "f")))
            .ShouldSatisfyAllConditions(message => message.ShouldContain("'evil?[2Jxxx"), message => message.Length.ShouldBeLessThan(500));

    [Theory]
    [InlineData("X", 0xff, 0xff, 0xff, 0x7f)]
    [InlineData("X", 0xff, 0xff, 0xff, 0xff)]
    [InlineData("B", 0xff, 0xff, 0xff, 0xff)]
    [InlineData("T", 0, 0, 0, 0x40)]
    [InlineData("\u008b", 0xff, 0xff, 0xff, 0x7f)]
    [InlineData("\u008d", 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f)]
    [InlineData("\u008e", 0, 0, 0, 0, 0, 1, 0, 0)]
    [InlineData("\u008c", 0xff)]
    [InlineData("\u008a", 0xff)]
    [InlineData("C", 0xff)]
    [InlineData("G", 1)]
    public void A_length_beyond_the_end_is_a_truncated_pickle(string opcode, params int[] length) =>
        Zip(new PickleWriter().Protocol().Step(opcode[0]).Raw([.. length.Select(b => (byte)b)]))
            .ShouldContain("it is truncated: its pickle is incomplete");

    [Theory, InlineData("\u008b"), InlineData("\u008d"), InlineData("\u008e"), InlineData("\u0096")]
    public void A_negative_length(string opcode) =>
        Zip(new PickleWriter().Protocol().Step(opcode[0]).Raw(0, 0, 0, 0x80, 0, 0, 0, 0x80).Raw(new byte[40]))
            .ShouldContain("has the negative length -");

    [Theory]
    [InlineData("."), InlineData("0."), InlineData("(1."), InlineData("2"), InlineData("\u0085"), InlineData("(\u0085")]
    [InlineData("N\u0086"), InlineData("R"), InlineData("NR"), InlineData("t"), InlineData("1"), InlineData("e"), InlineData("u")]
    [InlineData("]s"), InlineData("(s"), InlineData("N(u"), InlineData("}(Nu"), InlineData("NNa"), InlineData("}(NNe")]
    [InlineData("q\u0001"), InlineData("h\u0001"), InlineData("j\u0001\u0001\u0001\u0001"), InlineData("gx\n"), InlineData("p-1\n")]
    [InlineData("b"), InlineData("NNb"), InlineData("NQ"), InlineData(")Q"), InlineData("\u0094"), InlineData("NN\u0093")]
    [InlineData("\u0082\u0001"), InlineData("P0\n"), InlineData("\u0097"), InlineData("\u0000"), InlineData("Ix\n")]
    [InlineData("Fx\n"), InlineData("L\n"), InlineData("(o"), InlineData("NNN\u0092")]
    public void Invalid_opcodes(string opcodes) =>
        Zip(new PickleWriter().Protocol().Step([.. opcodes]).Step('N', '.'))
            .ShouldMatch("its pickle has |it calls a value that is not a name");

    [Fact]
    public void A_future_protocol() => Zip(new PickleWriter().Protocol(6).Step('N', '.')).ShouldContain("protocol above 5");

    [Fact]
    public void A_pickle_that_torch_save_did_not_write()
    {
        File.WriteAllBytes(Folder["a"], Begin().Number(BigInteger.One).Step('s', '.').Bytes);
        Refused().ShouldContain("a Python pickle that torch.save did not write");
    }
}
