using System.Runtime.InteropServices;
using Workbench.Engine.Model;
using Workbench.Engine.Model.Files.Onnx;
using static TorchSharp.torch;

namespace Workbench.Engine.Tests.Model.Files;

/// <summary>The elements of an ONNX file's tensors are read in each type and encoding, or rejected with the tensor's name.</summary>
public sealed class OnnxTensorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string File => _folder["net.onnx"];

    public static TheoryData<string, int, byte[], ScalarType, double[]> Types =>
        new()
        {
            { "float32", OnnxMessages.Float32, Bytes(1.5f, -2f, 0f), ScalarType.Float32, [1.5, -2, 0] },
            { "float64", OnnxMessages.Float64, Bytes(0.1, -2, 1e300), ScalarType.Float64, [0.1, -2, 1e300] },
            { "float16", OnnxMessages.Float16, Bytes((Half)0.5, (Half)(-2), (Half)65504), ScalarType.Float16, [0.5, -2, 65504] },
            { "bfloat16", OnnxMessages.BFloat16, Bytes<ushort>(0x3f00, 0xc000, 0x4040), ScalarType.BFloat16, [0.5, -2, 3] },
            { "int8", OnnxMessages.Int8, Bytes<sbyte>(-128, 0, 127), ScalarType.Int8, [-128, 0, 127] },
            { "uint8", OnnxMessages.UInt8, Bytes<byte>(0, 128, 255), ScalarType.Byte, [0, 128, 255] },
            { "int16", OnnxMessages.Int16, Bytes<short>(-32768, 0, 32767), ScalarType.Int16, [-32768, 0, 32767] },
            { "uint16", OnnxMessages.UInt16, Bytes<ushort>(0, 32768, 65535), ScalarType.Int32, [0, 32768, 65535] },
            { "int32", OnnxMessages.Int32, Bytes(int.MinValue, 0, int.MaxValue), ScalarType.Int32, [int.MinValue, 0, int.MaxValue] },
            { "uint32", OnnxMessages.UInt32, Bytes(0u, 1u << 31, uint.MaxValue), ScalarType.Int64, [0, 1u << 31, uint.MaxValue] },
            { "int64", OnnxMessages.Int64, Bytes(-1L << 50, 0, 7), ScalarType.Int64, [-1L << 50, 0, 7] },
            { "uint64", OnnxMessages.UInt64, Bytes(0ul, 5ul, 1ul << 50), ScalarType.Int64, [0, 5, 1L << 50] },
            { "bool", OnnxMessages.Bool, Bytes<byte>(1, 0, 1), ScalarType.Bool, [1, 0, 1] },
        };

    [Theory, MemberData(nameof(Types))]
    public void Raw_elements_of_every_type(string name, int type, byte[] bytes, ScalarType dtype, double[] expected)
    {
        Write(OnnxMessages.RawTensor(name, type, [3], bytes));
        ShouldHold(name, dtype, expected);
    }

    [Theory, MemberData(nameof(Types))]
    public void Numbers_of_every_type_packed_and_one_by_one_and_in_parts(
        string name,
        int type,
        byte[] bytes,
        ScalarType dtype,
        double[] expected)
    {
        var size = bytes.Length / expected.Length;
        var numbers = bytes.Chunk(size).Select(chunk => Number(chunk, type)).ToArray();
        for (var form = 0; form < 3; form++)
        {
            var tensor = OnnxMessages.Tensor(name, type, 3);
            if (type == OnnxMessages.Float32) AddNumbers(tensor, 4, form, [.. bytes.Chunk(4)]);
            else if (type == OnnxMessages.Float64) AddNumbers(tensor, 10, form, [.. bytes.Chunk(8)]);
            else
            {
                var field = type switch
                {
                    OnnxMessages.Int64 => 7,
                    OnnxMessages.UInt32 or OnnxMessages.UInt64 => 11,
                    _ => 5,
                };
                if (form == 0) tensor.PackedIntegers(field, numbers);
                else if (form == 1) tensor.Integers(field, numbers);
                else tensor.PackedIntegers(field, numbers[..1]).Integers(field, numbers[1..2]).PackedIntegers(field, numbers[2..]);
            }
            Write(tensor);
            ShouldHold(name, dtype, expected);
        }

        static void AddNumbers(WireWriter tensor, int field, int form, byte[][] numbers)
        {
            var type = numbers[0].Length == 4 ? 5 : 1;
            if (form == 0) tensor.Content(field, numbers.SelectMany(number => number).ToArray());
            else if (form == 1)
                foreach (var number in numbers) tensor.Tag(field, type).Raw(number);
            else tensor.Content(field, numbers[0]).Tag(field, type).Raw(numbers[1]).Content(field, numbers[2]);
        }
    }

    [Fact]
    public void Scalars_empty_tensors_and_many_axes()
    {
        Write(
            OnnxMessages.RawTensor("scalar", OnnxMessages.Float32, [], 2.5f),
            OnnxMessages.Tensor("empty", OnnxMessages.Float32, 0, 3),
            OnnxMessages.RawTensor("matrix", OnnxMessages.Int64, [2, 1, 2], 1L, 2, 3, 4));
        using var model = OnnxModel.Open(File);
        using var scope = NewDisposeScope();
        var tensors = model.Graph.Initializers;
        tensors["scalar"].Read().shape.ShouldBeEmpty();
        tensors["scalar"].Numbers().ShouldBe([2.5]);
        tensors["empty"].Read().shape.ShouldBe([0, 3]);
        tensors["empty"].Integers().ShouldBeEmpty();
        var matrix = tensors["matrix"].Read();
        matrix.shape.ShouldBe([2, 1, 2]);
        matrix[1, 0, 0].item<long>().ShouldBe(3);
    }

    [Fact]
    public void Only_small_integer_tensors_are_lists_of_integers()
    {
        var many = OnnxTensor.MostNumbers + 1;
        Write(
            OnnxMessages.RawTensor("floats", OnnxMessages.Float32, [1], 1f),
            OnnxMessages.RawTensor("huge", OnnxMessages.UInt64, [1], ulong.MaxValue),
            OnnxMessages.RawTensor("long", OnnxMessages.Int8, [many], new byte[many]));
        using var model = OnnxModel.Open(File);
        var tensors = model.Graph.Initializers;
        Fault(() => tensors["floats"].Integers()).ShouldContain("tensor 'floats': its elements are float32, where integers are expected");
        Fault(() => tensors["huge"].Integers()).ShouldContain("tensor 'huge': its number 18446744073709551615 exceeds 2⁶³ - 1");
        Fault(() => tensors["huge"].Read()).ShouldContain("tensor 'huge': it has numbers above 2⁶³");
        Fault(() => tensors["long"].Numbers()).ShouldContain($"tensor 'long': it has {many} elements, where at most");
        tensors["huge"].Numbers().ShouldBe([ulong.MaxValue]);
    }

    [Theory]
    [InlineData(OnnxMessages.Text, "string")]
    [InlineData(14, "complex64")]
    [InlineData(22, "number 22")] // int4
    [InlineData(0, "undefined")]
    public void An_unsupported_type_is_named_when_it_is_read(int type, string name)
    {
        Write(OnnxMessages.Tensor("labels", type, 1).Text(type == OnnxMessages.Text ? 6 : 9, "x"));
        using var model = OnnxModel.Open(File);
        var tensor = model.Graph.Initializers["labels"];
        tensor.Supported.ShouldBeFalse();
        Fault(() => tensor.Read()).ShouldContain($"tensor 'labels': elements of type {name} are not supported");
        Fault(() => tensor.Numbers()).ShouldContain($"elements of type {name}");
    }

    public static TheoryData<string, WireWriter, string> Damaged =>
        new()
        {
            {
                "bytes",
                OnnxMessages.RawTensor("w", OnnxMessages.Float32, [2, 2], 1f, 2, 3),
                "it has 12 bytes, but its shape [2,2] of float32 needs 16"
            },
            { "none", OnnxMessages.Tensor("w", OnnxMessages.Float32, 2), "it has 0 bytes, but" },
            { "negative", OnnxMessages.Tensor("w", OnnxMessages.Float32, -2, -2), "its shape [-2,-2] is negative" },
            { "overflow", OnnxMessages.Tensor("w", OnnxMessages.Float32, 1L << 40, 1L << 40), "too large" },
            { "hidden", OnnxMessages.Tensor("w", OnnxMessages.Float32, 1L << 62, 0, 1L << 62), "too large" },
            { "axes", OnnxMessages.Tensor("w", OnnxMessages.Float32, Enumerable.Repeat(1L, 17)), "or has more than 16 axes" },
            { "numbers", OnnxMessages.Tensor("w", OnnxMessages.Int64, 3).PackedIntegers(7, [1, 2]), "it has 2 numbers in field 7" },
            { "field", OnnxMessages.Tensor("w", OnnxMessages.Int64, 2).PackedIntegers(5, [1, 2]), "need 2 in field 7" },
            { "twice", OnnxMessages.RawTensor("w", OnnxMessages.Int64, [1], 1L).PackedIntegers(7, [1]), "its elements twice" },
            { "segment", OnnxMessages.Tensor("w", OnnxMessages.Int64, 1).Message(3, new()), "a segment of a larger tensor" },
        };

    [Theory, MemberData(nameof(Damaged))]
    public void A_damaged_tensor_is_rejected_by_name(string what, WireWriter tensor, string fault)
    {
        what.ShouldNotBeEmpty();
        Write(tensor);
        var message = Fault(() => OnnxModel.Open(File));
        message.ShouldStartWith($"The weights '{File}' are not a usable ONNX file: tensor 'w': ");
        message.ShouldContain(fault);
    }

    [Theory]
    [InlineData(OnnxMessages.Int8, 128)]
    [InlineData(OnnxMessages.UInt8, -1)]
    [InlineData(OnnxMessages.Int16, 40000)]
    [InlineData(OnnxMessages.Float16, 65536)]
    [InlineData(OnnxMessages.Bool, 2)]
    public void A_number_outside_its_type_is_rejected(int type, long number)
    {
        Write(OnnxMessages.Tensor("w", type, 1).PackedIntegers(5, [number]));
        using var model = OnnxModel.Open(File);
        Fault(() => model.Graph.Initializers["w"].Read()).ShouldContain($"tensor 'w': {number} is not a number of type");
    }

    [Fact]
    public void A_file_of_more_than_2_GB_takes_no_memory_to_open()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The file is sparse, which needs a flag elsewhere.");
        const long size = 3L << 30;
        var (large, last) = (
            OnnxMessages.Tensor("large", OnnxMessages.UInt8, size),
            OnnxMessages.RawTensor("last", OnnxMessages.Int8, [1], (sbyte)5));
        // The lengths of messages around the gap, from the inside out.
        var raw = large.Tag(9, 2).Varint((ulong)size).Bytes;
        var tensor = new WireWriter().Tag(5, 2).Varint((ulong)(raw.Length + size)).Raw(raw).Bytes;
        var end = new WireWriter().Message(5, last).Bytes;
        var graph = new WireWriter().Tag(7, 2).Varint((ulong)(tensor.Length + size + end.Length)).Raw(tensor).Bytes;
        using (var file = System.IO.File.Create(File))
        {
            file.Write(new WireWriter().Integer(1, 8).Message(8, new WireWriter().Integer(2, 17)).Raw(graph).Bytes);
            file.Position += size;
            file.Write(end);
        }
        var before = GC.GetAllocatedBytesForCurrentThread();
        using var model = OnnxModel.Open(File);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1 << 20);
        model.Graph.Initializers["large"].Count.ShouldBe(size);
        model.Graph.Initializers["last"].Integers().ShouldBe([5]);
    }

    [Fact]
    public void A_file_cut_after_it_was_opened_is_truncated()
    {
        Write(OnnxMessages.RawTensor("w", OnnxMessages.Float32, [100], new float[100]));
        using var model = OnnxModel.Open(File);
        using (var file = System.IO.File.Open(File, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
            file.SetLength(120);
        Fault(() => model.Graph.Initializers["w"].Read()).ShouldContain("it is truncated in tensor 'w'");
        Fault(() => model.Graph.Initializers["w"].Numbers()).ShouldContain("it is truncated in tensor 'w'");
    }

    public void Dispose() => _folder.Dispose();

    private void Write(params WireWriter[] tensors) =>
        System.IO.File.WriteAllBytes(File, OnnxMessages.Model(OnnxMessages.Graph([], tensors)).Bytes);

    private void ShouldHold(string name, ScalarType dtype, double[] expected)
    {
        using var scope = NewDisposeScope();
        using var model = OnnxModel.Open(File);
        var tensor = model.Graph.Initializers[name];
        tensor.Type.ShouldBe(dtype);
        var read = tensor.Read();
        read.dtype.ShouldBe(dtype);
        read.to(ScalarType.Float64).data<double>().ToArray().ShouldBe(expected);
        tensor.Read(ScalarType.Float64).data<double>().ToArray().ShouldBe(expected);
        tensor.Read(ScalarType.Float32).dtype.ShouldBe(ScalarType.Float32);
        tensor.Numbers().ShouldBe(expected);
        if (name.Contains("int", StringComparison.Ordinal) || name == "bool")
            tensor.Integers().ShouldBe(expected.Select(number => (long)number));
    }

    private static string Fault(Func<object> read) => Should.Throw<WeightsException>(() => read()).Message;

    private static byte[] Bytes<T>(params T[] elements)
        where T : unmanaged => MemoryMarshal.AsBytes(elements.AsSpan()).ToArray();

    private static long Number(byte[] bytes, int type) =>
        type switch
        {
            OnnxMessages.Int8 => (sbyte)bytes[0],
            OnnxMessages.Int16 => BitConverter.ToInt16(bytes),
            OnnxMessages.Int32 => BitConverter.ToInt32(bytes),
            _ => bytes.Select((value, i) => (long)value << (8 * i)).Sum(),
        };
}
