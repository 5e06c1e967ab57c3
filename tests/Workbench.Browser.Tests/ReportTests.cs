using Microsoft.Playwright;

namespace Workbench.Browser.Tests;

/// <summary>The report in a browser.</summary>
public sealed class ReportTests(Browsers browsers)
{
    private static readonly Lazy<Reporting.Html.ReportModel> s_small = new(() => SyntheticReport.Report(14, 7, 2));

    [Fact]
    public async Task The_report_is_self_contained_and_logs_no_errors()
    {
        await using var page = await OpenPage.Open(browsers, s_small.Value);
        await page.WaitUntilDrawn();
        page.ConsoleErrors.ShouldBeEmpty();
        page.Requests.ShouldBeEmpty();
        // The policy blocks a picture from another origin before it is requested.
        await page.Page.EvaluateAsync("""
            () => {
              const image = new Image();
              image.src = 'http://localhost:9/x.png';
              document.body.append(image);
              return new Promise(done => image.onerror = () => done(1));
            }
            """);
        page.ConsoleErrors.ShouldHaveSingleItem().ShouldContain("Content Security Policy");
    }

    [Fact]
    public async Task Every_section_is_in_the_contents_and_every_landmark_has_its_place()
    {
        await using var page = await OpenPage.Open(browsers, s_small.Value);
        (
            await page.Evaluate<string[]>("() => [...document.querySelectorAll('nav[aria-label=Contents] a')].map(a => a.textContent)")
        ).ShouldBe([
            "Table 1. Pointing game", "Table 2. Class sensitivity", "Figures", "Gallery", "By class", "Skipped", "Provenance",
            "Reproduce this run",
        ]);
        (await page.Evaluate<bool>("""
            () => [...document.querySelectorAll('nav a')]
              .every(a => document.querySelector(a.getAttribute('href'))?.matches('main > section'))
            """)).ShouldBeTrue();
        (
            await page.Evaluate<int[]>("() => ['main', 'nav', 'h1', 'body > header'].map(what => document.querySelectorAll(what).length)")
        ).ShouldBe([1, 1, 1, 1]);
        // No level of headings is skipped, and ids are unique.
        (await page.Evaluate<bool>("""
            () => {
              const levels = [...document.querySelectorAll('h1, h2, h3, h4')].map(h => Number(h.tagName[1]));
              return levels.every((level, i) => i === 0 || level <= levels[i - 1] + 1);
            }
            """)).ShouldBeTrue();
        (await page.Evaluate<string[]>("""
            () => {
              const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
              return ids.filter((id, i) => ids.indexOf(id) !== i);
            }
            """)).ShouldBeEmpty();
        (await page.Page.Locator(".summary").InnerTextAsync()).ShouldBe(
            "Subject rooms · 14 images · 1 unreadable · 4 faults · 1 cell failed · 2026-01-02 03:04 UTC");
    }

    [Theory]
    [InlineData("mouse")]
    [InlineData("Enter")]
    [InlineData("Space")]
    public async Task A_heading_sorts_its_column(string how)
    {
        await using var page = await OpenPage.Open(browsers, s_small.Value);
        var before = await page.Column(0);
        var button = page.Page.Locator("table.sortable").First.GetByRole(AriaRole.Button, new() { Name = "ours" }).First;
        async Task Press() => await (how == "mouse" ? button.ClickAsync() : button.PressAsync(how));
        double[] Numbers(string[] cells) => [.. cells.Select(cell => double.Parse(cell.Split(' ')[0]))];

        await Press();
        Numbers(await page.Column(2)).ShouldBe(Numbers(await page.Column(2)).OrderDescending());
        (await page.Column(0)).ShouldNotBe(before);
        (await page.Evaluate<string[]>("""
            () => [...document.querySelector('table.sortable').querySelectorAll('th')]
              .map(th => th.getAttribute('aria-sort')).filter(sort => sort && sort !== 'none')
            """)).ShouldBe(["descending"]);
        await Press();
        Numbers(await page.Column(2)).ShouldBe(Numbers(await page.Column(2)).Order());
        await Press();
        (await page.Column(0)).ShouldBe(before);
    }

    [Fact]
    public async Task Failed_cells_are_marked_and_sort_last_in_both_directions()
    {
        await using var page = await OpenPage.Open(browsers, s_small.Value);
        var button = page.Page.Locator("table.sortable").First.GetByRole(AriaRole.Button, new() { Name = "ours" }).Last;
        var column = await page.Evaluate<int>(
            "() => [...document.querySelector('table.sortable').tBodies[0].rows[3].cells]"
            + ".findIndex(cell => cell.textContent.includes('failed'))");
        column.ShouldBeGreaterThan(2);
        for (var turn = 0; turn < 2; turn++)
        {
            await button.ClickAsync();
            (await page.Column(column))[^1].ShouldBe("✗ failed");
        }
        (await page.Page.Locator(".failed").First.GetAttributeAsync("title")).ShouldBe("the map has shape [1,2], not [1,1,h,w]");
    }

    [Fact]
    public async Task Verdicts_and_tests_are_words_and_not_colour_alone()
    {
        await using var page = await OpenPage.Open(browsers, s_small.Value);
        (await page.Page.Locator(".claims .badge").AllInnerTextsAsync()).ShouldAllBe(text =>
            text.Contains("hold") || text.Contains("undecided") || text.Contains("not checked"));
        (await page.Evaluate<bool>("""
            () => {
              const label = /( less ).+: [+−0-9.]+ \[.+\], p .+, after Holm .+: (higher|lower|no difference shown)$/;
              return [...document.querySelectorAll('.matrix td:not(.self):not(.corner)')]
                .every(cell => label.test(cell.getAttribute('aria-label')));
            }
            """)).ShouldBeTrue();
        // A cell and its mirror image are opposites.
        (await page.Evaluate<bool>("""
            () => {
              const rows = [...document.querySelector('.matrix').tBodies[0].rows];
              const other = { '▲': '▼', '▼': '▲', '△': '▽', '▽': '△', '·': '·', '': '' };
              return rows.every((row, i) =>
                rows.every((column, j) => row.cells[j + 1].textContent === other[column.cells[i + 1].textContent]));
            }
            """)).ShouldBeTrue();
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Text_is_readable_in_both_themes(ColorScheme scheme)
    {
        await using var page = await OpenPage.Open(browsers, s_small.Value, scheme: scheme);
        await page.WaitUntilDrawn();
        await page.Page.EvaluateAsync("() => { for (const details of document.querySelectorAll('details')) details.open = true; }");
        (await page.Evaluate<string[]>(Contrast.TooFaint)).ShouldBeEmpty();
        (await page.Evaluate<double>(Contrast.OfCharts)).ShouldBeGreaterThan(4.5);
        var grounds = (Before: await page.Evaluate<double>(Contrast.Ground), After: 0.0);
        await page.Page.Locator("#theme").ClickAsync();
        grounds.After = await page.Evaluate<double>(Contrast.Ground);
        (grounds.Before > 0.5, grounds.After > 0.5).ShouldBe(scheme == ColorScheme.Light ? (true, false) : (false, true));
        (await page.Evaluate<string[]>(Contrast.TooFaint)).ShouldBeEmpty();
        (await page.Evaluate<double>(Contrast.OfCharts)).ShouldBeGreaterThan(4.5);
    }

    [Theory]
    [InlineData(360)]
    [InlineData(768)]
    [InlineData(1400)]
    public async Task No_window_is_too_narrow(int width)
    {
        await using var page = await OpenPage.Open(browsers, SyntheticReport.Report(3, 19, 2), width);
        await page.WaitUntilDrawn();
        await page.Page.EvaluateAsync("() => { for (const details of document.querySelectorAll('main details')) details.open = true; }");
        (await page.Evaluate<int>("() => document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(width);
        (await page.Page.Locator("#contents-list").IsVisibleAsync()).ShouldBe(width > 900);
        if (width > 900) return;
        await page.Page.Locator("#contents-button").PressAsync("Enter");
        (await page.Page.Locator("#contents-list").IsVisibleAsync()).ShouldBeTrue();
    }

    private const string Visible =
        "() => [...document.querySelector('table.fits').tBodies[0].rows[0].cells]"
        + ".filter(cell => cell.checkVisibility()).map(cell => cell.cellIndex)";
    private const string Overflow =
        "() => { const box = document.querySelector('table.fits').parentElement; return box.scrollWidth - box.clientWidth; }";

    [Fact]
    public async Task A_phone_shows_the_method_and_one_value_and_a_choice_of_the_others()
    {
        await using var page = await OpenPage.Open(browsers, SyntheticReport.Report(3, 19, 2), 390);
        (await page.Evaluate<int[]>(Visible)).ShouldBe([0, 2]);
        (await page.Evaluate<int>(Overflow)).ShouldBeLessThanOrEqualTo(0);
        var cell = page.Page.Locator("table.fits").First.Locator("tbody tr").First.Locator("td:not([hidden])");
        (await cell.InnerTextAsync()).ShouldMatch(@"^\d+\.\d\s+\[\d+\.\d, \d+\.\d\]$");
        var number = (await cell.BoundingBoxAsync())!;
        (number.X + number.Width).ShouldBeLessThanOrEqualTo(390);
        await page.Page.Locator(".chooser select").First.SelectOptionAsync(new SelectOptionValue { Label = "restricted-pointing %" });
        var shown = await page.Evaluate<int[]>(Visible);
        (shown.Length, shown[0], shown[1] > 2).ShouldBe((2, 0, true));
        (await page.Page.Locator("table.fits").First.Locator("th.group:not([hidden])").InnerTextAsync()).ShouldBe("restricted-pointing %");
        await page.Page.Locator(".chooser select").First.SelectOptionAsync("all");
        (await page.Evaluate<int[]>(Visible)).Length.ShouldBeGreaterThan(6);
    }

    [Theory]
    [InlineData(1400)]
    [InlineData(1000)]
    public async Task A_table_does_not_scroll_sideways_and_says_what_it_leaves_out(int width)
    {
        await using var page = await OpenPage.Open(browsers, SyntheticReport.Report(3, 19, 2), width);
        (await page.Evaluate<int>(Overflow)).ShouldBeLessThanOrEqualTo(0);
        var headings = await page.Page.Locator("table.fits").First.Locator("th[aria-sort]:not([hidden])").AllInnerTextsAsync();
        headings.Count(heading => heading == "ours").ShouldBe(2);
        var hidden = await page.Evaluate<string[]>(
            "() => [...new Set([...document.querySelector('table.fits').querySelectorAll('th[aria-sort][hidden]')]"
            + ".map(heading => heading.textContent.trim()))]");
        var said = await page.Page.Locator(".chooser span").First.TextContentAsync();
        said.ShouldBe(hidden.Length == 0 ? "" : $"left out: {string.Join(", ", hidden)}");
    }

    [Fact]
    public async Task Provenance_is_in_words()
    {
        await using var page = await OpenPage.Open(browsers, s_small.Value);
        var names = await page.Page.Locator("#provenance dt").AllTextContentsAsync();
        names.ShouldContain("SHA-256 of the weights");
        names.ShouldContain("SHA-256 of the plugin Aggregation.dll");
        names.ShouldContain("version of .NET");
        names.ShouldContain("images computed by this process");
        names.ShouldAllBe(name =>
            !name.Contains("..")
            && !System.Text.RegularExpressions.Regex.IsMatch(
                name.Replace("SHA-256", "").Replace("Aggregation.dll", "").Replace(".NET", ""),
                "[a-z][A-Z.][a-zA-Z]"));
    }

    [Fact]
    public async Task Groups_of_methods_without_a_difference_are_bars()
    {
        await using var page = await OpenPage.Open(browsers, s_small.Value);
        await page.Page.EvaluateAsync("() => document.querySelector('.pairs').open = true");
        // Two methods share a bar if and only if the matrix shows no difference between them.
        (await page.Evaluate<bool>("""
            () => {
              const pairs = document.querySelector('.pairs');
              const rows = [...pairs.querySelector('.groups').rows], matrix = pairs.querySelector('.matrix');
              const name = row => row.cells[0].textContent;
              const names = [...matrix.tHead.rows[0].cells].map(cell => cell.textContent);
              const title = (a, b) =>
                [...matrix.tBodies[0].rows].find(row => name(row) === name(a)).cells[names.indexOf(name(b))].title;
              const bars = row => [...row.cells].flatMap((cell, i) => cell.classList.contains('in') ? [i] : []);
              return rows.length > 2 && rows.every(a => rows.every(b => a === b
                || bars(a).some(bar => bars(b).includes(bar)) === /no difference shown$/.test(title(a, b))));
            }
            """)).ShouldBeTrue();
    }

    [Fact]
    public async Task The_printed_page_has_only_static_content()
    {
        await using var page = await OpenPage.Open(browsers, s_small.Value, scheme: ColorScheme.Dark);
        await page.WaitUntilDrawn();
        await page.Page.EmulateMediaAsync(new() { Media = Media.Print });
        foreach (var hidden in new[] { "#theme", "nav", ".controls", ".keys", ".copy" })
            (await page.Page.Locator(hidden).First.IsVisibleAsync()).ShouldBeFalse(hidden);
        (await page.Evaluate<double>(Contrast.Ground)).ShouldBe(1, 0.01);
        (await page.Evaluate<int>("() => [...document.querySelectorAll('.card')].filter(card => card.checkVisibility()).length")).ShouldBe(
            12);
        (await page.Page.PdfAsync(new() { Format = "A4" })).Length.ShouldBeGreaterThan(10_000);
    }

    [Fact]
    public async Task The_commands_can_be_pasted_into_a_shell()
    {
        await using var page = await OpenPage.Open(browsers, s_small.Value);
        (await page.Page.Locator(".commands code").AllInnerTextsAsync()).ShouldBe([
            "./workbench run 'experiments/made up.yaml' --set limit=300",
            "./workbench runs show made-up-rooms",
        ]);
        await page.Page.Locator(".copy").First.ClickAsync();
        await Assertions
            .Expect(page.Page.Locator(".copy").First)
            .ToHaveTextAsync(new System.Text.RegularExpressions.Regex("Copied|Selected"));
    }
}
