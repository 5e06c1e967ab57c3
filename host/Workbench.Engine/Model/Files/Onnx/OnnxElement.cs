using static TorchSharp.torch;

namespace Workbench.Engine.Model.Files.Onnx;

/// <summary>Element type of a tensor, with ONNX's number. Others exist: they are kept, but not read.</summary>
internal enum OnnxElement
{
    Undefined = 0,
    Float32 = 1,
    UInt8 = 2,
    Int8 = 3,
    UInt16 = 4,
    Int16 = 5,
    Int32 = 6,
    Int64 = 7,
    String = 8,
    Bool = 9,
    Float16 = 10,
    Float64 = 11,
    UInt32 = 12,
    UInt64 = 13,
    Complex64 = 14,
    Complex128 = 15,
    BFloat16 = 16,
}

/// <summary>How a file holds the elements of a type.</summary>
/// <param name="Size">Bytes of an element in <c>raw_data</c>.</param>
/// <param name="Stored">The dtype with the same bits.</param>
/// <param name="Type">The dtype of the tensor that is read: a wider one for unsigned integers, which TorchSharp does not have.</param>
/// <param name="Field">Number of the field that holds the elements without <c>raw_data</c>.</param>
/// <param name="Wire">Encoding of that field.</param>
internal sealed record ElementLayout(int Size, ScalarType Stored, ScalarType Type, int Field, WireType Wire)
{
    /// <summary>Fields of a tensor with one number for each element.</summary>
    public const int FloatField = 4, Int32Field = 5, Int64Field = 7, DoubleField = 10, UInt64Field = 11;

    private static readonly Dictionary<OnnxElement, ElementLayout> s_layouts = new()
    {
        [OnnxElement.Float32] = new(4, ScalarType.Float32, ScalarType.Float32, FloatField, WireType.Fixed32),
        [OnnxElement.Float64] = new(8, ScalarType.Float64, ScalarType.Float64, DoubleField, WireType.Fixed64),
        [OnnxElement.Float16] = new(2, ScalarType.Float16, ScalarType.Float16, Int32Field, WireType.Varint),
        [OnnxElement.BFloat16] = new(2, ScalarType.BFloat16, ScalarType.BFloat16, Int32Field, WireType.Varint),
        [OnnxElement.Int8] = new(1, ScalarType.Int8, ScalarType.Int8, Int32Field, WireType.Varint),
        [OnnxElement.UInt8] = new(1, ScalarType.Byte, ScalarType.Byte, Int32Field, WireType.Varint),
        [OnnxElement.Int16] = new(2, ScalarType.Int16, ScalarType.Int16, Int32Field, WireType.Varint),
        [OnnxElement.UInt16] = new(2, ScalarType.Int16, ScalarType.Int32, Int32Field, WireType.Varint),
        [OnnxElement.Int32] = new(4, ScalarType.Int32, ScalarType.Int32, Int32Field, WireType.Varint),
        [OnnxElement.UInt32] = new(4, ScalarType.Int32, ScalarType.Int64, UInt64Field, WireType.Varint),
        [OnnxElement.Int64] = new(8, ScalarType.Int64, ScalarType.Int64, Int64Field, WireType.Varint),
        [OnnxElement.UInt64] = new(8, ScalarType.Int64, ScalarType.Int64, UInt64Field, WireType.Varint),
        [OnnxElement.Bool] = new(1, ScalarType.Byte, ScalarType.Bool, Int32Field, WireType.Varint),
    };

    /// <summary>The encoding of a tensor's field of numbers; null for other fields.</summary>
    public static WireType? WireOf(int field) => field switch
    {
        FloatField => WireType.Fixed32,
        DoubleField => WireType.Fixed64,
        Int32Field or Int64Field or UInt64Field => WireType.Varint,
        _ => null,
    };

    /// <summary>The layout of a type; null if it is not supported.</summary>
    public static ElementLayout? FromElement(OnnxElement element) => s_layouts.GetValueOrDefault(element);

    /// <summary>The name of a type for messages.</summary>
    public static string NameOf(OnnxElement element) =>
        Enum.IsDefined(element) ? element.ToString().ToLowerInvariant() : $"number {(int)element}";
}
