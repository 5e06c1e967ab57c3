using System.Text;
using System.Text.RegularExpressions;
using Workbench.Reporting;
using Workbench.Specs;
using Workbench.Specs.Claims;
using Workbench.Specs.Figures;
using Workbench.Specs.Keys;
using Workbench.Specs.Models;

namespace Workbench.Docs;

/// <summary>
/// The tables of keys in the pages about specs and subjects. A table follows a line <c>&lt;!-- keys: NAME --&gt;</c> and ends at an empty
/// line. The rest of the page is written by hand.
/// </summary>
internal static partial class KeyTables
{
    private const string Mark = "<!-- keys: ", MarkEnd = " -->";

    private static readonly Dictionary<string, KeyMapping> s_mappings = new(DataKeys.ByFormat, StringComparer.Ordinal)
    {
        ["spec"] = TableKeys.Spec,
        ["spec of tables"] = TableKeys.SpecOfTables,
        ["method"] = CallKeys.Method,
        ["metric"] = CallKeys.Metric,
        ["matrix"] = CallKeys.Matrix,
        ["expected"] = ExpectedKeys.Mapping,
        ["expected value"] = ExpectedKeys.Value,
        ["drop"] = ClaimKeys.Drop,
        ["order"] = ClaimKeys.Order,
        ["near"] = ClaimKeys.Near,
        ["note"] = NoteKeys.Mapping,
        ["figure"] = CurveFigureKeys.Figure,
        ["panel"] = CurveFigureKeys.Panel,
        ["map figure"] = MapFigureKeys.Spec,
        ["maps"] = MapFigureKeys.Grid,
        ["images"] = MapFigureKeys.Rule,
        ["rows"] = MapFigureKeys.RowKeys,
        ["subject"] = SubjectKeys.Mapping,
        ["model"] = ModelKeys.Mapping,
    };

    /// <summary>The pages with the tables of now.</summary>
    public static IReadOnlyList<Page> All() => [Fill("docs/specs.md"), Fill("docs/subjects.md")];

    private static Page Fill(string path)
    {
        var (page, isTable) = (new StringBuilder(), false);
        foreach (var line in File.ReadLines(Path.Combine(Repository.Root, path)))
        {
            isTable &= line.Length > 0;
            if (!isTable) page.Append(line).Append('\n');
            if (!line.StartsWith(Mark, StringComparison.Ordinal)) continue;
            isTable = true;
            Append(page, s_mappings[line[Mark.Length..^MarkEnd.Length]]);
        }
        return new Page(path, page.ToString());
    }

    private static void Append(StringBuilder page, KeyMapping mapping)
    {
        page.Append("| key | values | meaning | default |\n| --- | --- | --- | --- |\n");
        foreach (var key in mapping.Keys)
        {
            var fallback = key.IsRequired ? "required" : key.Default is { } value ? Cell(value) : "–";
            page.Append($"| `{key.Name}` | {key.Values} | {Cell(key.Help)} | {fallback} |\n");
        }
    }

    // Help quotes keys and values, as it is shown in editors too. On a page they are code.
    private static string Cell(string text) => Quoted().Replace(MarkdownText.EscapeCell(text), "`${name}`");

    [GeneratedRegex(@"(?<!\w)'(?<name>[a-z.:/-]+)'(?!\w)", RegexOptions.ExplicitCapture)]
    private static partial Regex Quoted();
}
