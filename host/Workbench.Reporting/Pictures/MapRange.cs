namespace Workbench.Reporting.Pictures;

/// <summary>
/// Which values a map's colours stand for. A map with negative values gets the diverging colours over a range symmetric about zero;
/// any other the sequential ones from its smallest value up. A few far values would leave all others one colour: the largest half per
/// cent of a map's magnitudes share the colour of the end.
/// </summary>
/// <param name="Low">Value of the first colour.</param>
/// <param name="High">Value of the last colour.</param>
/// <param name="Min">Smallest value of the map.</param>
/// <param name="Max">Largest value of the map.</param>
public sealed record MapRange(double Low, double High, double Min, double Max)
{
    private const double SharedEnd = 0.005;

    /// <summary>Whether zero is the middle.</summary>
    public bool Diverging => Min < 0;

    /// <summary>Whether all values are one.</summary>
    public bool Constant => Min == Max;

    /// <summary>The colours.</summary>
    public ColourMap Colours => Diverging ? ColourMap.Diverging : ColourMap.Sequential;

    /// <summary>Whether the map has values beyond the last colour's.</summary>
    public bool CutAbove => Max > High;

    /// <summary>Whether the map has values beyond the first colour's.</summary>
    public bool CutBelow => Min < Low;

    /// <summary>The range of a map.</summary>
    public static MapRange Of(PlainMap map)
    {
        var (min, max) = (map.Values.Min(), map.Values.Max());
        var sorted = map.Values.Select(Math.Abs).Order().ToArray();
        var end = sorted[^(1 + (int)(SharedEnd * sorted.Length))];
        if (min >= 0) return new MapRange(min, end > min ? end : max, min, max);
        if (end == 0) end = sorted[^1];
        return new MapRange(-end, end, min, max);
    }

    /// <summary>The range that maps of these ranges share; null where there is none. No map has more of its values at the ends' colours than alone.</summary>
    public static MapRange? Shared(IReadOnlyList<MapRange> ranges)
    {
        if (ranges.Count == 0) return null;
        var (min, max) = (ranges.Min(range => range.Min), ranges.Max(range => range.Max));
        var end = ranges.Max(range => range.High);
        return min < 0 ? new MapRange(-end, end, min, max) : new MapRange(min, end, min, max);
    }

    /// <summary>Place of a value among the colours, 0 to 1.</summary>
    public double Place(double value) => High > Low ? Math.Clamp((value - Low) / (High - Low), 0, 1) : 0;
}
