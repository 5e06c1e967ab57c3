namespace Workbench.Reporting.Html;

/// <summary>A column's heading, with the button that sorts by it.</summary>
/// <param name="Text">What it says.</param>
/// <param name="Number">Whether its cells are numbers.</param>
/// <param name="Title">More about it, or null.</param>
internal sealed record SortableColumn(string Text, bool Number, string? Title = null)
{
    /// <summary>Rows of headings that it spans.</summary>
    public int Rows { get; init; } = 1;

    /// <summary>Whether it is written upwards, to be narrow.</summary>
    public bool Upright { get; init; }

    /// <summary>What a page that is too narrow for all columns calls it; null for a column that always stays.</summary>
    public string? Choice { get; init; }

    /// <summary>Its turn to be left out there, the first of them 1; 0 for a column that all others are left out for.</summary>
    public int Spare { get; init; }
}

/// <summary>Tables that sort by their columns; a wide one scrolls in its own box.</summary>
internal static class SortableTable
{
    /// <summary>A table in its box.</summary>
    /// <param name="caption">What it holds.</param>
    /// <param name="head">Rows of headings, made of <see cref="Heading"/> and others.</param>
    /// <param name="rows">Rows of cells.</param>
    /// <param name="fits">Whether columns that do not fit are left out, with a choice of others, in place of scrolling.</param>
    public static Fragment Of(string caption, Fragment head, Fragment rows, bool fits = false) => Fragment.Of(
        $"{Fragment.When(fits, () => Fragment.Of($"<p class=\"chooser\" hidden><label>Columns <select></select></label> <span aria-live=\"polite\"></span></p>\n"))}<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{caption}\"><table class=\"sortable{(fits ? " fits" : "")}\">\n<caption class=\"unseen\">{caption}</caption>\n<thead>{head}</thead>\n<tbody>\n{rows}</tbody></table></div>\n"
    );

    /// <summary>A heading that sorts.</summary>
    public static Fragment Heading(SortableColumn column) => Fragment.Of(
        $"<th scope=\"col\" aria-sort=\"none\" rowspan=\"{column.Rows}\" class=\"{(column.Number ? "number" : "text")}{(column.Upright ? " upright" : "")}\"{Fragment.When(column.Choice is not null, () => Fragment.Of($" data-choice=\"{column.Choice}\" data-spare=\"{column.Spare}\""))}><button type=\"button\" title=\"{column.Title ?? $"Sort by {column.Text}"}\"><span>{column.Text}</span></button></th>"
    );

    /// <summary>A cell with a number; it sorts by its value, and last where it has none.</summary>
    public static Fragment Number(double? value, Fragment shown) => value is { } number && double.IsFinite(number)
        ? Fragment.Of($"<td class=\"number\" data-v=\"{Numbers.WriteDisplayed(number)}\">{shown}</td>")
        : Fragment.Of($"<td class=\"number none\">{shown}</td>");
}
