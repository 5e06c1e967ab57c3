
namespace Workbench.Data.Pictures;

/// <summary>One component of a JPEG, row by row at the picture's size: libjpeg's "fancy upsampling", a triangle of the nearest samples.</summary>
internal sealed class JpegPlane
{
    private readonly byte[] _pixels, _row;
    private readonly int _component, _width, _stepX = 1, _stepY = 1, _columns, _rows;
    private readonly byte[] _samples = [];
    private readonly int[] _sums = [];

    /// <summary>A component of a picture.</summary>
    /// <param name="pixels">Three bytes a pixel; what is stored at half the size, repeated.</param>
    /// <param name="component">0, 1 or 2.</param>
    /// <param name="jpeg">The picture's file.</param>
    public JpegPlane(byte[] pixels, int component, JpegFile jpeg)
    {
        (_pixels, _component, _width, _row) = (pixels, component, jpeg.Width, new byte[jpeg.Width]);
        var (across, down) = (Step(jpeg, component, one => one.Across), Step(jpeg, component, one => one.Down));
        _columns = (jpeg.Width + across - 1) / across;
        // What is neither whole nor halved stays repeated, as libjpeg does it; so does what is too narrow.
        if (across > 2 || down > 2 || (across == 2 && _columns <= 2) || (across, down) == (1, 1)) return;
        (_stepX, _stepY, _rows) = (across, down, (jpeg.Height + down - 1) / down);
        (_samples, _sums) = (new byte[_columns * _rows], new int[_columns]);
        for (var y = 0; y < _rows; y++)
            for (int x = 0, from = 3 * y * _stepY * _width + component; x < _columns; x++, from += 3 * _stepX) _samples[y * _columns + x] = pixels[from];
    }

    /// <summary>Whether it has a sample for each pixel, or is taken as if it had.</summary>
    public bool IsWhole => _samples.Length == 0;

    /// <summary>A row of it, which the next call overwrites. Of a whole one, the pixels' row must not have been replaced.</summary>
    /// <param name="y">The row.</param>
    public ReadOnlySpan<byte> Row(int y)
    {
        if (IsWhole)
            for (int x = 0, from = 3 * y * _width + _component; x < _width; x++, from += 3) _row[x] = _pixels[from];
        else
        {
            Sum(y);
            if (_stepX == 1) RoundDown(y % 2 == 0 ? 1 : 2);
            else if (_stepY == 1) Widen(1, 2, 2);
            else Widen(8, 7, 4);
        }
        return _row;
    }

    // Three parts of the nearest row and one of the next nearest.
    private void Sum(int y)
    {
        var near = _samples.AsSpan(y / _stepY * _columns, _columns);
        if (_stepY == 1)
        {
            for (var x = 0; x < near.Length; x++) _sums[x] = near[x];
            return;
        }
        var far = _samples.AsSpan(Math.Clamp(y / 2 + (y % 2 == 0 ? -1 : 1), 0, _rows - 1) * _columns, _columns);
        for (var x = 0; x < near.Length; x++) _sums[x] = 3 * near[x] + far[x];
    }

    private void RoundDown(int rounding)
    {
        for (var x = 0; x < _row.Length; x++) _row[x] = (byte)(_sums[x] + rounding >> 2);
    }

    // The same along the row; the roundings of the two columns differ, so that they do not drift.
    private void Widen(int left, int right, int shift)
    {
        for (var x = 0; x < _sums.Length; x++)
        {
            var sum = 3 * _sums[x];
            _row[2 * x] = (byte)(sum + _sums[Math.Max(x - 1, 0)] + left >> shift);
            if (2 * x + 1 < _row.Length) _row[2 * x + 1] = (byte)(sum + _sums[Math.Min(x + 1, _sums.Length - 1)] + right >> shift);
        }
    }

    private static int Step(JpegFile jpeg, int component, Func<JpegComponent, int> factor)
    {
        var (most, own) = (jpeg.Components.Max(factor), factor(jpeg.Components[component]));
        return most % own == 0 ? most / own : most;
    }
}
