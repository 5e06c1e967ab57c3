using Microsoft.Playwright;
using Workbench.Reporting.Html;

namespace Workbench.Browser.Tests;

/// <summary>The page that compares runs.</summary>
public sealed class ComparisonTests(Browsers browsers)
{
    private static ComparedRun Run(string name, double shift, string device) => new(name, "Table 1", "rooms",
        [
            new("Table 1", "pointing", true, "a", 0.5 + shift, 0.45 + shift, 0.55 + shift),
            new("Table 1", "pointing", true, "b", 0.7 + shift / 10, 0.6, 0.8),
            new("Table 1", "sensitivity", false, "a", -0.2, -0.3, -0.1),
        ],
        [("a is higher than b: nearest is …", shift > 0.1 ? "holds" : "undecided")],
        $$"""{ "device": "{{device}}", "seed": 0 }""",
        $"{name}/report.html");

    [Fact]
    public async Task Differences_from_the_first_are_marked_where_intervals_are_apart()
    {
        await using var page = await OpenPage.Open(browsers, stream =>
            ComparisonPage.Write([Run("first", 0, "cpu"), Run("second", 0.25, "cpu"), Run("third", 0.01, "cuda")], stream));
        var rows = await page.Evaluate<string[]>(
            "() => [...document.querySelectorAll('#metric-0 tbody tr')]"
            + ".map(row => [...row.cells].map(cell => cell.textContent.trim()).join(' | '))");
        rows.ShouldBe([
            "a | 50.0 [45.0, 55.0] | 75.0 [70.0, 80.0] | ≠ +25.0 | 51.0 [46.0, 56.0] | +1.0",
            "b | 70.0 [60.0, 80.0] | 72.5 [60.0, 80.0] | +2.5 | 70.1 [60.0, 80.0] | +0.1",
        ]);
        (await page.Page.Locator("#claims .badge").AllInnerTextsAsync()).ShouldBe(["≈ undecided", "✓ holds", "≈ undecided"]);
        (
            await page.Evaluate<string[]>("() => [...document.querySelectorAll('#provenance tbody tr')].map(row => row.textContent)")
        ).ShouldBe(["devicecpucpucuda"]);
        (await page.Evaluate<string[]>("() => [...document.querySelectorAll('#runs a')].map(a => a.getAttribute('href'))")).ShouldBe([
            "first/report.html", "second/report.html", "third/report.html",
        ]);
        (await page.Page.Locator("#metric-0 svg circle").CountAsync()).ShouldBe(3);
        page.ConsoleErrors.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(390)]
    [InlineData(1400)]
    public async Task No_name_and_no_number_of_a_plot_is_cut(int width)
    {
        static ComparedRun Long(string name, double shift) => new(name, "Table 1", "rooms",
            [
                .. Enumerable
                    .Range(0, 3)
                    .Select(i => new ComparedCell(
                        "Table 1",
                        "pointing",
                        true,
                        $"method-of-a-long-name-{i}{{gamma=.inf,start=logit}} | relu | smooth{{sigma=2}}",
                        0.3 * i + shift,
                        0.3 * i,
                        0.3 * i + 0.1)),
            ],
            [],
            "{}",
            null);
        await using var page = await OpenPage.Open(
            browsers,
            stream => ComparisonPage.Write([Long("first", 0), Long("second", 0.05)], stream),
            width: width);
        (await page.Page.Locator(".dots p").AllTextContentsAsync()).ShouldAllBe(name => name.EndsWith("smooth{sigma=2}"));
        (await page.Evaluate<int>("() => document.querySelectorAll('.dots text').length")).ShouldBe(5);
        (await page.Evaluate<string[]>("""
            () => [...document.querySelectorAll('.dots p, .dots text')].filter(text => {
              const own = text.getBoundingClientRect(), figure = text.closest('figure').getBoundingClientRect();
              const cut = text.scrollWidth > text.clientWidth + 1 && text.tagName === 'P';
              return own.left < figure.left - 1 || own.right > figure.right + 1 || cut;
            }).map(text => text.textContent)
            """)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task The_page_is_readable_in_both_themes_and_in_a_narrow_window(ColorScheme scheme)
    {
        await using var page = await OpenPage.Open(
            browsers,
            stream => ComparisonPage.Write([Run("first", 0, "cpu"), Run("second", 0.25, "cuda")], stream),
            width: 360,
            scheme: scheme);
        (await page.Evaluate<string[]>(Contrast.TooFaint)).ShouldBeEmpty();
        (await page.Evaluate<int>("() => document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(360);
    }
}
