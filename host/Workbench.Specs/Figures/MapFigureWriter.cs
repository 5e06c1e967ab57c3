using Workbench.Engine.Runs;

namespace Workbench.Specs.Figures;

/// <summary>Writes a figure of maps as a spec, with all defaults.</summary>
internal static class MapFigureWriter
{
    /// <summary>The keys and values of a figure, with its name if it is one of several.</summary>
    public static Dictionary<string, object> Write(MapFigure figure)
    {
        var (layout, written) = (figure.Layout, new Dictionary<string, object>());
        if (figure.Spec.Folder.Length > 0) written["name"] = layout.Name;
        if (layout.Title.Length > 0) written["title"] = layout.Title;
        written["maps"] = new Dictionary<string, object>
        {
            ["images"] = layout.Images.Rule is { } rule ? Rule(rule) : layout.Images.Named,
            ["rows"] = new Dictionary<string, object>
            {
                ["classes"] = layout.Rows.Classes,
                ["states"] = layout.Rows.States,
                ["sigma"] = layout.Rows.Sigma,
                ["seed"] = layout.Rows.Seed,
            },
            ["columns"] = layout.Columns.Select(column => column.Method.Name).ToList(),
            ["labels"] = layout.Columns.ToDictionary(column => column.Method.Name, column => column.Caption),
            ["scale"] = layout.Scale.ToString().ToLowerInvariant(),
            ["sign"] = layout.Sign.ToString().ToLowerInvariant(),
            ["scores"] = layout.Scores.ToString().ToLowerInvariant(),
            ["boxes"] = layout.Boxes,
        };
        return written;
    }

    private static Dictionary<string, object> Rule(TwoLargeObjects rule) => new()
    {
        ["pick"] = TwoLargeObjects.Name,
        ["count"] = rule.Count,
        ["skip"] = rule.Skip,
        ["smallest"] = rule.Smallest,
        ["overlap"] = rule.Overlap,
        ["strongest"] = rule.Strongest,
    };
}
