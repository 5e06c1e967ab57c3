namespace Workbench.Data.Coco;

/// <summary>
/// A JSON stream in which Python's <c>NaN</c>, <c>Infinity</c> and <c>-Infinity</c> are replaced by empty strings padded to the same
/// length. A reader that needs a number there throws, any other reader skips them, and all file offsets stay valid.
/// </summary>
/// <param name="inner">The file.</param>
internal sealed class PythonNumbers(Stream inner) : Stream
{
    private const int Chunk = 1 << 16, LongestWord = 9;

    private readonly byte[] _buffer = new byte[Chunk];
    private int _from, _decided, _filled;
    private bool _ended, _inText, _escaped;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (_from == _decided) Refill();
        var length = Math.Min(buffer.Length, _decided - _from);
        _buffer.AsSpan(_from, length).CopyTo(buffer);
        _from += length;
        return length;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    // Bytes that may begin a word stay undecided until the rest of the word is read.
    private void Refill()
    {
        _buffer.AsSpan(_decided.._filled).CopyTo(_buffer);
        (_from, _filled, _decided) = (0, _filled - _decided, 0);
        while (!_ended && _filled < _buffer.Length)
        {
            var read = inner.Read(_buffer, _filled, _buffer.Length - _filled);
            (_filled, _ended) = (_filled + read, read == 0);
        }
        var safe = _ended ? _filled : _filled - LongestWord + 1;
        while (_decided < safe) _decided += Step(_buffer.AsSpan(_decided.._filled), safe - _decided);
    }

    // Processes the next bytes and returns how many are decided.
    private int Step(Span<byte> rest, int safe)
    {
        if (_inText)
        {
            if (_escaped)
            {
                _escaped = false;
                return 1;
            }
            var end = rest[..safe].IndexOfAny((byte)'"', (byte)'\\');
            if (end < 0) return safe;
            if (rest[end] == '"') _inText = false;
            else _escaped = true;
            return end + 1;
        }
        var next = rest[..safe].IndexOfAny("\"NI-"u8);
        if (next < 0) return safe;
        if (next > 0) return next;
        if (rest[0] == '"') _inText = true;
        var length = rest.StartsWith("NaN"u8) ? 3 : rest.StartsWith("Infinity"u8) ? 8 : rest.StartsWith("-Infinity"u8) ? LongestWord : 0;
        if (length == 0) return 1;
        rest[..length].Fill((byte)' ');
        rest[..2].Fill((byte)'"');
        return length;
    }
}
