using Workbench.Reporting.Pairs;
using Workbench.Results;

namespace Workbench.Reporting.Html;

/// <summary>
/// Methods from the largest value down, with a bar for each group of methods that show no difference from each other.
/// </summary>
internal static class PairGroups
{
    private const int MostBars = 40;

    public static Fragment Create(TableReport report, MetricColumn metric)
    {
        var ranked = CompactLetters.RankedMethods(report.Result, metric.Name);
        var all = CompactLetters.Groups(report.Result, metric.Name, ranked);
        if (all.Count == 0)
            return Fragment.Create($"<p>Too many groups to draw; the matrix has each pair.</p>\n");
        List<IReadOnlySet<int>> groups = [.. all.Where(group => group.Count > 1)];
        if (groups.Count > MostBars)
            return Fragment.Create(
                $"<p>{groups.Count} groups are too many to draw; the matrix has each pair.</p>\n");
        return Fragment.Create($"""
            <p>Methods from the largest value down. A bar joins methods that show no difference; methods without a common bar differ.</p>
            <div class="scroll" tabindex="0" role="region" aria-label="Groups under {metric.Name}"><table class="groups"><tbody>
            {Fragment.Each(ranked.Index(), method => Row(report, metric, ranked, groups, method.Index))}</tbody></table></div>

            """);
    }

    private static Fragment Row(
        TableReport report,
        MetricColumn metric,
        IReadOnlyList<string> ranked,
        List<IReadOnlySet<int>> groups,
        int row)
    {
        var cell = report.Result.Cell(ranked[row], metric.Name);
        var bars = Fragment.Each(groups, group => Bar(group, ranked, row));
        return Fragment.Create(
            $"<tr><th scope=\"row\">{ranked[row]}</th><td class=\"number\"><b>{metric.Format(cell.Score!.Value)}</b></td>{bars}</tr>\n");
    }

    // A bar passes a method that is not in its group but lies between two of its members.
    private static Fragment Bar(IReadOnlySet<int> group, IReadOnlyList<string> ranked, int row)
    {
        var (top, end) = (group.Min(), group.Max());
        if (row < top || row > end) return Fragment.Create($"<td class=\"bar\"></td>");
        if (!group.Contains(row)) return Fragment.Create($"<td class=\"bar past\"></td>");
        var others = string.Join(", ", group.Where(at => at != row).Select(at => ranked[at]));
        var words = $"no difference shown from {others}";
        var ends = (row == top ? " first" : "") + (row == end ? " last" : "");
        return Fragment.Create($"<td class=\"bar in{ends}\" title=\"{words}\"><span class=\"unseen\">{words}</span></td>");
    }
}
