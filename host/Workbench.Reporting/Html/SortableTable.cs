namespace Workbench.Reporting.Html;

/// <summary>The heading of a sortable column.</summary>
/// <param name="Text">Text of the heading.</param>
/// <param name="Number">Whether the cells are numbers.</param>
/// <param name="Title">Tooltip of the heading, or null for a default.</param>
internal sealed record SortableColumn(string Text, bool Number, string? Title = null)
{
    /// <summary>Number of heading rows that it spans.</summary>
    public int Rows { get; init; } = 1;

    /// <summary>Whether the text is rotated, for a narrow column.</summary>
    public bool IsRotated { get; init; }

    /// <summary>Name of the column in the chooser of a page too narrow for all columns; null for a column that is always shown.</summary>
    public string? Choice { get; init; }

    /// <summary>Order in which columns are left out on a narrow page, from 1; 0 for a column that is kept longest.</summary>
    public int DropOrder { get; init; }
}

/// <summary>Tables that sort by their columns. A wide table scrolls in its own box.</summary>
internal static class SortableTable
{
    /// <summary>A table in its box.</summary>
    /// <param name="caption">Caption of the table.</param>
    /// <param name="head">Rows of headings, built with <see cref="Heading"/>.</param>
    /// <param name="rows">Rows of cells.</param>
    /// <param name="fits">Whether the table leaves out columns that do not fit, with a chooser, instead of scrolling.</param>
    public static Fragment Create(string caption, Fragment head, Fragment rows, bool fits = false)
    {
        var chooser = Fragment.Create(
            $"<p class=\"chooser\" hidden><label>Columns <select></select></label> <span aria-live=\"polite\"></span></p>\n");
        var kind = fits ? "sortable fits" : "sortable";
        return Fragment.Create($"""
            {Fragment.When(
                fits,
                () => chooser
            )}<div class="scroll" tabindex="0" role="region" aria-label="{caption}"><table class="{kind}">
            <caption class="unseen">{caption}</caption>
            <thead>{head}</thead>
            <tbody>
            {rows}</tbody></table></div>

            """);
    }

    /// <summary>A heading that sorts.</summary>
    public static Fragment Heading(SortableColumn column)
    {
        var kind = (column.Number ? "number" : "text") + (column.IsRotated ? " upright" : "");
        var choice = Fragment.When(
            column.Choice is not null,
            () => Fragment.Create($" data-choice=\"{column.Choice}\" data-spare=\"{column.DropOrder}\""));
        var title = column.Title ?? $"Sort by {column.Text}";
        var button = Fragment.Create($"<button type=\"button\" title=\"{title}\"><span>{column.Text}</span></button>");
        return Fragment.Create(
            $"<th scope=\"col\" aria-sort=\"none\" rowspan=\"{column.Rows}\" class=\"{kind}\"{choice}>{button}</th>");
    }

    /// <summary>A cell with a number. It sorts by value; a cell without a value sorts last.</summary>
    public static Fragment Number(double? value, Fragment shown) => value is { } number && double.IsFinite(number)
        ? Fragment.Create($"<td class=\"number\" data-v=\"{MetricFormat.FormatDisplayedForFile(number)}\">{shown}</td>")
        : Fragment.Create($"<td class=\"number none\">{shown}</td>");
}
