using Workbench.Engine.Model;
using Workbench.Engine.Model.Files.Onnx;

namespace Workbench.Engine.Tests.Model.Files;

/// <summary>The wire format of protocol buffers: each encoding, and each length checked before it is used.</summary>
public sealed class OnnxWireTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Every_encoding_is_read_and_unknown_fields_are_skipped()
    {
        Read(
            new WireWriter()
                .Integer(1, -1)
                .Integer(1, long.MaxValue)
                .Float(2, -0.5f)
                .Text(536_870_911, "ünïcode")
                .Double(77, 1)
                .Content(78, new byte[50_000]) // longer than the window
                .Message(3, new WireWriter().Integer(1, 5))
                .PackedIntegers(4, [1, -1, 300])
                .Integer(4, 7)
                .PackedIntegers(4, []),
            reader =>
            {
                Next(reader, 1).Integer().ShouldBe(-1);
                Next(reader, 1).Integer().ShouldBe(long.MaxValue);
                Next(reader, 2).Float32().ShouldBe(-0.5f);
                Next(reader, 536_870_911).Text().ShouldBe("ünïcode");
                Next(reader, 77);
                Next(reader, 78);
                Next(Next(reader, 3).Message(), 1).Int32().ShouldBe(5);
                var list = new List<long>();
                foreach (var count in new[] { 3, 1, 0 })
                {
                    Next(reader, 4).CountScalars(WireType.Varint).ShouldBe(count);
                    reader.AddIntegers(list);
                }
                list.ShouldBe([1, -1, 300, 7]);
                reader.Next().ShouldBeFalse();
            });
    }

    public static TheoryData<string, byte[], string> Damaged =>
        new()
        {
            { "field 0", [0x00, 0x01], "an invalid field at byte 0" },
            { "group", [0x0b], "the unknown encoding 3" },
            { "encoding 7", [0x0f], "the unknown encoding 7" },
            { "no end", [0x08, 0xff], "a number ends after its message, at byte 2" },
            { "no value", [0x08], "a number ends after its message" },
            { "long number", [0x08, .. Enumerable.Repeat((byte)0xff, 11)], "a number of more than 10 bytes" },
            { "short float", [0x0d, 1, 2], "a number ends after its message" },
            { "length", [0x0a, 0x05, 1], "field 1 at byte 0 has 5 bytes, but 1 are left" },
            { "huge length", new WireWriter().Tag(1, 2).Varint(ulong.MaxValue).Bytes, "has 18446744073709551615 bytes, but 0 are left" },
            { "2 GB", new WireWriter().Tag(1, 2).Varint(1UL << 31).Raw(new byte[10]).Bytes, "has 2147483648 bytes, but 10 are left" },
        };

    [Theory, MemberData(nameof(Damaged))]
    public void A_damaged_field_is_rejected(string what, byte[] bytes, string fault)
    {
        what.ShouldNotBeEmpty();
        Read(new WireWriter().Raw(bytes), reader => Should
                .Throw<UnreadableFileException>(() =>
                {
                    while (reader.Next()) { }
                })
                .Message.ShouldContain(fault));
    }

    [Fact]
    public void A_field_of_another_encoding_is_rejected() =>
        Read(new WireWriter().Integer(1, 5).Text(1, "abc").Content(1, [0x80]).Float(1, 2), reader =>
        {
            Next(reader, 1);
            Should.Throw<UnreadableFileException>(() => reader.Text()).Message.ShouldContain("has the encoding Varint");
            Should.Throw<UnreadableFileException>(() => reader.Message());
            Should.Throw<UnreadableFileException>(() => reader.CountScalars(WireType.Fixed32));
            Next(reader, 1);
            Should.Throw<UnreadableFileException>(() => reader.Integer()).Message.ShouldContain("has the encoding Length");
            Should.Throw<UnreadableFileException>(() => reader.CountScalars(WireType.Fixed32)).Message.ShouldContain("not a multiple of 4");
            Next(reader, 1);
            Should
                .Throw<UnreadableFileException>(() => reader.CountScalars(WireType.Varint))
                .Message.ShouldContain("ends after its message");
            Next(reader, 1);
            Should.Throw<UnreadableFileException>(() => reader.Integer());
        });

    [Fact]
    public void Nesting_and_texts_are_limited()
    {
        var nested = new WireWriter();
        for (var i = 0; i < 20; i++) nested = new WireWriter().Message(1, nested);
        Read(nested, reader => Should
                .Throw<UnreadableFileException>(() =>
                {
                    while (reader.Next()) reader = reader.Message();
                })
                .Message.ShouldContain($"nested more than {WireReader.MostNested} messages deep"));
        Read(new WireWriter().Content(1, new byte[WireReader.LongestText + 1]), reader =>
            Should.Throw<UnreadableFileException>(() => Next(reader, 1).Text()).Message.ShouldContain("a text of 1048577 bytes"));
    }

    [Fact]
    public void Millions_of_small_parts_are_limited()
    {
        var many = (int)(WireFile.MostMemory / 256) + 1;
        var messages = new byte[2 * many];
        for (var i = 0; i < messages.Length; i += 2)
            messages[i] = 0x0a;   // field 1, length 0
        Read(new WireWriter().Raw(messages), reader =>
        {
            for (var i = 1; i < many; i++) Next(reader, 1).Message();
            Should.Throw<UnreadableFileException>(() => Next(reader, 1).Message()).Message.ShouldContain("take more than 256 MB");
        });
    }

    public void Dispose() => _folder.Dispose();

    private static WireReader Next(WireReader reader, int field)
    {
        reader.Next().ShouldBeTrue();
        reader.Field.ShouldBe(field);
        return reader;
    }

    private void Read(WireWriter message, Action<WireReader> read)
    {
        File.WriteAllBytes(_folder["message"], message.Bytes);
        using var file = File.OpenRead(_folder["message"]);
        var wire = new WireFile(file);
        read(new WireReader(wire, new(0, wire.Length)));
    }
}
