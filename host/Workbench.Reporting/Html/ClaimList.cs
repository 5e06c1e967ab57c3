using System.Globalization;
using Workbench.Reporting.Claims;

namespace Workbench.Reporting.Html;

/// <summary>Claims with their verdicts, shown as words and a sign and not by colour alone.</summary>
internal static class ClaimList
{
    public static Fragment Create(IReadOnlyList<ClaimVerdict> claims) => Fragment.When(claims.Count > 0, () => Fragment.Create($"""
        <h3>Claims</h3>
        <ul class="claims">
        {Fragment.Each(claims, Claim)}</ul>

        """));

    /// <summary>A verdict as a badge.</summary>
    public static Fragment Badge(string verdict) =>
        Fragment.Create($"<span class=\"badge {verdict.Replace(' ', '-')}\">{Sign(verdict)} {verdict}</span>");

    private static string Sign(string verdict) =>
        verdict == Verdict.Holds.Name() ? "✓"
        : verdict == Verdict.DoesNotHold.Name() ? "✗"
        : verdict == Verdict.Undecided.Name() ? "≈"
        : "–";

    private static Fragment Claim(ClaimVerdict claim)
    {
        var margins = Fragment.When(claim.Margins.Count > 1, () => Margins(claim));
        return Fragment.Create($"<li>{Badge(claim.Verdict.Name())} <div><p>{claim.Text}</p>{margins}</div></li>\n");
    }

    private static Fragment Margins(ClaimVerdict claim) => Fragment.Create($"""
        <details><summary>{claim.Margins.Count} margins</summary>
        <div class="scroll" tabindex="0" role="region" aria-label="Margins of the claim"><table>
        <thead><tr><th scope="col">method</th><th scope="col">against</th><th scope="col" class="number">margin{(
            claim.Percent ? " %" : ""
        )}</th><th scope="col">verdict</th></tr></thead>
        <tbody>{Fragment.Each(claim.Margins, margin => Margin(claim, margin))}</tbody></table></div></details>
        """);

    private static Fragment Margin(ClaimVerdict claim, Margin margin)
    {
        var interval = $"[{Show(claim, margin.Difference.Interval.Low)}, {Show(claim, margin.Difference.Interval.High)}]";
        var number = Fragment.Create($"<td class=\"number\"><b>{Show(claim, margin.Difference.Value)}</b> <small>{interval}</small></td>");
        var methods = Fragment.Create($"<th scope=\"row\">{margin.Method}</th><td>{margin.Other ?? "the number"}</td>");
        return Fragment.Create($"<tr>{methods}{number}<td>{margin.Verdict.Name()}</td></tr>\n");
    }

    private static string Show(ClaimVerdict claim, double value) =>
        (claim.Percent ? 100 * value : value).ToString(claim.Percent ? "0.0" : "0.000", CultureInfo.InvariantCulture).Replace('-', '−');
}
