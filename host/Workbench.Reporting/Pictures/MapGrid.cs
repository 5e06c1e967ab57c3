using Workbench.Data;
using Workbench.Results;

namespace Workbench.Reporting.Pictures;

/// <summary>A grid of maps, ready to draw. A row belongs to one picture, a column to one method.</summary>
/// <param name="Title">The title; empty for none.</param>
/// <param name="Columns">Captions of the columns, at least one.</param>
/// <param name="Rows">The rows, at least one.</param>
public sealed record MapGrid(string Title, IReadOnlyList<string> Columns, IReadOnlyList<MapGridRow> Rows)
{
    /// <summary>Which maps share a colour scale. Default: none.</summary>
    public MapScale Scale { get; init; } = MapScale.Cell;

    /// <summary>How negative values are drawn. Default: in their own colours.</summary>
    public MapSign Sign { get; init; } = MapSign.Signed;

    /// <summary>Source of pictures and model, printed below the grid; empty for none.</summary>
    public string Source { get; init; } = "";

    /// <summary>A map with <see cref="Sign"/> applied; null if the method failed.</summary>
    /// <param name="row">Index of the row.</param>
    /// <param name="column">Index of the column.</param>
    public PlainMap? MapWithSign(int row, int column) => Rows[row].Maps[column] is not { } map ? null : Sign switch
    {
        MapSign.Positive => map with { Values = [.. map.Values.Select(value => Math.Max(0, value))] },
        MapSign.Magnitude => map with { Values = [.. map.Values.Select(Math.Abs)] },
        _ => map,
    };

    /// <summary>The colour range of each map by row and column; null if the method failed. Maps of one scale share it.</summary>
    public MapRange?[,] Ranges()
    {
        var ranges = new MapRange?[Rows.Count, Columns.Count];
        var places = Enumerable
            .Range(0, Rows.Count)
            .SelectMany(row => Enumerable.Range(0, Columns.Count).Select(column => (row, column)))
            .ToList();
        foreach (var (row, column) in places) ranges[row, column] = MapWithSign(row, column) is { } map ? MapRange.FromMap(map) : null;
        foreach (var sharing in places.GroupBy(place => Group(place.row, place.column)))
        {
            if (MapRange.Combine([.. sharing.Select(place => ranges[place.row, place.column]).OfType<MapRange>()]) is not { } shared)
                continue;
            foreach (var (row, column) in sharing)
                if (ranges[row, column] is not null) ranges[row, column] = shared;
        }
        return ranges;
    }

    private (int Row, int Column) Group(int row, int column) => Scale switch
    {
        MapScale.Cell => (row, column),
        MapScale.Row => (row, 0),
        MapScale.Column => (0, column),
        _ => (0, 0),
    };
}

/// <summary>A row of a grid of maps. Rows are grouped by picture, then by state of the model.</summary>
/// <param name="Picture">The model's input as a picture.</param>
/// <param name="Boxes">Objects to frame in the picture.</param>
/// <param name="State">The state of the model in words; empty in a figure of the trained model alone.</param>
/// <param name="Class">The class that the maps explain.</param>
/// <param name="Score">The model's output for the class; empty for none.</param>
/// <param name="Maps">One map per column; null if the method failed.</param>
public sealed record MapGridRow(
    Image Picture,
    IReadOnlyList<PictureBox> Boxes,
    string State,
    string Class,
    string Score,
    IReadOnlyList<PlainMap?> Maps);

/// <summary>A frame in a picture, as fractions of its width and height from the top left.</summary>
/// <param name="Left">Left edge.</param>
/// <param name="Top">Top edge.</param>
/// <param name="Right">Right edge.</param>
/// <param name="Bottom">Bottom edge.</param>
public readonly record struct PictureBox(double Left, double Top, double Right, double Bottom);
