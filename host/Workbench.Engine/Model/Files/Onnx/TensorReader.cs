using System.Globalization;

namespace Workbench.Engine.Model.Files.Onnx;

/// <summary>Reads the message <c>TensorProto</c>: everything but the elements, whose number is compared with the shape.</summary>
internal sealed class TensorReader
{
    private const int Dims = 1, DataType = 2, Segment = 3, StringData = 6, Name = 8, Raw = 9, External = 13, Location = 14;
    private const int ExternalLocation = 1;

    private readonly OnnxSource _source;
    private readonly WireRange _message;
    private readonly List<long> _shape = [];
    private readonly Dictionary<string, string> _external = new(StringComparer.Ordinal);
    private readonly Dictionary<int, long> _numbers = [];   // by field
    private string _name = "";
    private OnnxElement _element;
    private WireRange _raw, _lastNumbers;
    private int _location;

    private TensorReader(OnnxSource source, WireReader message)
    {
        (_source, _message) = (source, message.Range);
        while (message.Next())
            switch (message.Field)
            {
                case Dims: message.AddIntegers(_shape); break;
                case DataType: _element = (OnnxElement)message.Int32(); break;
                case Name: _name = message.Text(); break;
                case Raw: _raw = message.Content; break;
                case External: ReadEntry(message.Message()); break;
                case Location: _location = message.Int32(); break;
                case StringData: _numbers[StringData] = _numbers.GetValueOrDefault(StringData) + 1; break;
                case Segment: throw Fault("it is a segment of a larger tensor, which is not supported");
                case var field when ElementLayout.WireOf(field) is { } wire: CountNumbers(message, wire); break;
            }
    }

    /// <summary>Reads a tensor.</summary>
    /// <param name="source">The open files.</param>
    /// <param name="message">The message.</param>
    /// <exception cref="UnreadableFileException">The tensor is damaged; the message names it.</exception>
    public static OnnxTensor Read(OnnxSource source, WireReader message)
    {
        var reader = new TensorReader(source, message);
        if (!StoredTensor.IsValidShape(reader._shape))
            throw reader.Fault(
                $"its shape [{string.Join(',', reader._shape.Take(8))}] is negative, too large, "
                    + $"or has more than {StoredTensor.MostAxes} axes");
        try
        {
            return new(source, reader._name, reader.Label, reader._element, reader._shape, reader.Data());
        }
        catch (UnreadableFileException error)
        {
            throw reader.Fault(error.Message);
        }
    }

    // Checksums of external data are optional, and none of the usual exporters writes them.
    private void ReadEntry(WireReader message)
    {
        var (key, value) = MetadataEntry.Read(message);
        _external[key] = value;
    }

    private void CountNumbers(WireReader message, WireType wire)
    {
        var before = _numbers.GetValueOrDefault(message.Field);
        _numbers[message.Field] = before + message.CountScalars(wire);
        // A field in several parts is not one range.
        _lastNumbers = before == 0 && wire != WireType.Varint && message.IsPacked ? message.Content : default;
    }

    private TensorData Data()
    {
        var count = _shape.Aggregate(1L, (product, size) => product * size);
        var filled = _numbers.Where(field => field.Value > 0).ToList();
        var places = filled.Count + (_raw.Length > 0 ? 1 : 0) + (_location == ExternalLocation ? 1 : 0);
        if (places > 1) throw new UnreadableFileException("it has its elements twice, in different fields");
        if (_location == ExternalLocation) return Remote(count);
        // A tensor of another type can be passed on, but not read.
        if (ElementLayout.FromElement(_element) is not { } layout) return new RawData(default);
        if (filled is [var (field, numbers)])
        {
            if (field != layout.Field || numbers != count)
                throw new UnreadableFileException(
                    $"it has {numbers} numbers in field {field}, but its shape and type need {count} in field {layout.Field}");
            return _lastNumbers.Length == count * layout.Size ? new RawData(_lastNumbers) : new NumberData(_message);
        }
        if (_raw.Length != count * layout.Size)
            throw new UnreadableFileException(
                $"it has {_raw.Length} bytes, but its shape [{string.Join(',', _shape)}] of {ElementLayout.NameOf(_element)} needs "
                    + $"{count * layout.Size}");
        return new RawData(_raw);
    }

    private RemoteData Remote(long count)
    {
        var location = _external.GetValueOrDefault("location") ?? throw new UnreadableFileException("its external data have no location");
        var offset = Number("offset") ?? 0;
        var length = Number("length");
        var needed = ElementLayout.FromElement(_element) is { } layout ? count * layout.Size : length ?? 0;
        if (length is { } stated && stated != needed)
            throw new UnreadableFileException(
                $"its external data have {stated} bytes, but its shape [{string.Join(',', _shape)}] of {ElementLayout.NameOf(_element)} "
                    + $"needs {needed}");
        _source.External.Check(location, offset, needed);
        return new RemoteData(location, offset);
    }

    private long? Number(string key)
    {
        if (!_external.TryGetValue(key, out var text)) return null;
        return
            long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw new UnreadableFileException(
                    $"the {key} '{UnreadableFileException.Printable(text)}' of its external data is not a number of bytes");
    }

    // A tensor of an attribute usually has no name.
    private string Label =>
        _name.Length > 0 ? $"tensor '{UnreadableFileException.Printable(_name)}'" : $"the tensor at byte {_message.Start}";

    private UnreadableFileException Fault(string clause) => new($"{Label}: {clause.TrimEnd('.')}");
}
