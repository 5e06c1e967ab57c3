using System.Text.Json;

namespace Workbench.Data.Coco;

/// <summary>
/// Reads a JSON file token by token through a buffer, so that a large file takes little memory. Reports each token's position in the file.
/// </summary>
internal ref struct JsonFile
{
    // The buffer holds one token: a name, a number or a compressed mask.
    private const int Smallest = 1 << 16, Largest = 1 << 26;

    private readonly Stream _stream;
    private byte[] _buffer = new byte[Smallest];
    private int _filled;
    private long _start;
    private bool _final;
    private Utf8JsonReader _reader;

    /// <summary>Starts before the first token.</summary>
    public JsonFile(Stream stream)
    {
        _stream = stream;
        ReadOnlySpan<byte> mark = [0xEF, 0xBB, 0xBF];
        _filled = stream.ReadAtLeast(_buffer, mark.Length, throwOnEndOfStream: false);
        if (_buffer.AsSpan(0, _filled).StartsWith(mark))
        {
            _buffer.AsSpan(mark.Length.._filled).CopyTo(_buffer);
            (_filled, _start) = (_filled - mark.Length, mark.Length);
        }
        _reader = new Utf8JsonReader(_buffer.AsSpan(0, _filled), isFinalBlock: false, default);
    }

    public readonly JsonTokenType Type => _reader.TokenType;

    /// <summary>Offset of the token in the file, bytes.</summary>
    public readonly long Start => _start + _reader.TokenStartIndex;

    /// <summary>Offset of the token's end in the file, bytes.</summary>
    public readonly long End => _start + _reader.BytesConsumed;

    /// <summary>The text of a string or the name of a property; null for another token.</summary>
    /// <exception cref="JsonException">The text is not valid UTF-8.</exception>
    public readonly string? Text
    {
        get
        {
            try
            {
                return Type is JsonTokenType.String or JsonTokenType.PropertyName ? _reader.GetString() : null;
            }
            catch (InvalidOperationException error)
            {
                throw new JsonException("a string in it is not valid UTF-8", error);
            }
        }
    }

    /// <summary>A whole number, also if written as <c>1.0</c>; null for another token.</summary>
    public readonly long? Whole => JsonNumber.Whole(_reader);

    /// <summary>A finite number; null for another token.</summary>
    public readonly double? Number =>
        Type == JsonTokenType.Number && _reader.TryGetDouble(out var value) && double.IsFinite(value) ? value : null;

    /// <summary>Moves to the next token; false at the end of the file.</summary>
    /// <exception cref="JsonException">The file is not JSON.</exception>
    public bool Read()
    {
        while (!_reader.Read())
        {
            if (_final) return false;
            Refill();
        }
        return true;
    }

    /// <summary>Moves to the last token of the value that begins with this one.</summary>
    public void Skip()
    {
        if (Type is not (JsonTokenType.StartArray or JsonTokenType.StartObject)) return;
        var depth = _reader.CurrentDepth;
        while (Read() && _reader.CurrentDepth > depth) { }
    }

    private void Refill()
    {
        var consumed = (int)_reader.BytesConsumed;
        var rest = _buffer.AsSpan(consumed.._filled);
        if (rest.Length == _buffer.Length)
        {
            if (_buffer.Length >= Largest) throw new JsonException($"a string or number is longer than {Largest:N0} bytes");
            _buffer = new byte[2 * _buffer.Length];
        }
        rest.CopyTo(_buffer);
        var read = _stream.Read(_buffer, rest.Length, _buffer.Length - rest.Length);
        (_filled, _start, _final) = (rest.Length + read, _start + consumed, read == 0);
        _reader = new Utf8JsonReader(_buffer.AsSpan(0, _filled), _final, _reader.CurrentState);
    }
}
