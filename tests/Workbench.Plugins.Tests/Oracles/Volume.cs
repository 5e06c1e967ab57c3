namespace Workbench.Plugins.Tests.Oracles;

/// <summary>Values by channel, row and column; a vector has one row and one column.</summary>
internal sealed record Volume(int Channels, int Height, int Width, double[] Values)
{
    public Volume(int channels, int height, int width) : this(channels, height, width, new double[channels * height * width]) { }

    public double this[int c, int y, int x]
    {
        get => Values[(c * Height + y) * Width + x];
        set => Values[(c * Height + y) * Width + x] = value;
    }

    public Volume ZerosLike() => new(Channels, Height, Width);

    /// <summary>Creates a map from a function of row and column.</summary>
    public Map CreateMap(Func<int, int, double> value) =>
        new(Height, Width, [.. Enumerable.Range(0, Height * Width).Select(i => value(i / Width, i % Width))]);

    public double SumOver(Func<int, double> term) => Enumerable.Range(0, Channels).Sum(term);
}
