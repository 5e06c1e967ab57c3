namespace Workbench.Reporting.Pictures;

/// <summary>
/// The range of values of a map's colours. A map with negative values gets diverging colours over a range symmetric about zero, any other
/// map sequential colours from its smallest value up. The largest 0.5 % of the magnitudes are clipped to the last colour, since a few
/// outliers would leave all other values one colour.
/// </summary>
/// <param name="Low">Value of the first colour.</param>
/// <param name="High">Value of the last colour.</param>
/// <param name="Min">Smallest value of the map.</param>
/// <param name="Max">Largest value of the map.</param>
public sealed record MapRange(double Low, double High, double Min, double Max)
{
    private const double SharedEnd = 0.005;

    /// <summary>Whether the colours are diverging, with zero in the middle.</summary>
    public bool IsDiverging => Min < 0;

    /// <summary>Whether all values are equal.</summary>
    public bool IsConstant => Min == Max;

    public ColourMap Colours => IsDiverging ? ColourMap.Diverging : ColourMap.Sequential;

    /// <summary>Whether the map has values above the range.</summary>
    public bool ClipsAbove => Max > High;

    /// <summary>Whether the map has values below the range.</summary>
    public bool ClipsBelow => Min < Low;

    /// <summary>The range of a map.</summary>
    public static MapRange FromMap(PlainMap map)
    {
        var (min, max) = (map.Values.Min(), map.Values.Max());
        var sorted = map.Values.Select(Math.Abs).Order().ToArray();
        var end = sorted[^(1 + (int)(SharedEnd * sorted.Length))];
        if (min >= 0) return new MapRange(min, end > min ? end : max, min, max);
        if (end == 0) end = sorted[^1];
        return new MapRange(-end, end, min, max);
    }

    /// <summary>The smallest range that covers all ranges, so that no map is clipped more than alone; null for an empty list.</summary>
    public static MapRange? Combine(IReadOnlyList<MapRange> ranges)
    {
        if (ranges.Count == 0) return null;
        var (min, max) = (ranges.Min(range => range.Min), ranges.Max(range => range.Max));
        var end = ranges.Max(range => range.High);
        return min < 0 ? new MapRange(-end, end, min, max) : new MapRange(min, end, min, max);
    }

    /// <summary>Position of a value in the colour map, 0 to 1.</summary>
    public double Position(double value) => High > Low ? Math.Clamp((value - Low) / (High - Low), 0, 1) : 0;
}
