namespace Workbench.Plugins.Tests.Oracles;

/// <summary>Numbers by channel, row and column; a vector is one of 1×1.</summary>
internal sealed record Volume(int Channels, int Height, int Width, double[] Values)
{
    public Volume(int channels, int height, int width) : this(channels, height, width, new double[channels * height * width]) { }

    public double this[int c, int y, int x]
    {
        get => Values[(c * Height + y) * Width + x];
        set => Values[(c * Height + y) * Width + x] = value;
    }

    public Volume Like() => new(Channels, Height, Width);

    /// <summary>A map whose value at each place is a function of it.</summary>
    public Map MapOf(Func<int, int, double> value) =>
        new(Height, Width, [.. Enumerable.Range(0, Height * Width).Select(i => value(i / Width, i % Width))]);

    public double SumOver(Func<int, double> term) => Enumerable.Range(0, Channels).Sum(term);
}
