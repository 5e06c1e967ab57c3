using Microsoft.Playwright;

namespace Workbench.Browser.Tests;

/// <summary>The gallery: its order, its filters and its keyboard control.</summary>
public sealed class GalleryTests(Browsers browsers)
{
    private static readonly Lazy<Reporting.Html.ReportModel> s_small = new(() => SyntheticReport.Report(14, 7, 2));

    [Fact]
    public async Task The_worst_disagreements_come_first()
    {
        await using var page = await OpenPage.Open(browsers, s_small.Value);
        var report = s_small.Value.Tables[0].Report.Result;
        // As the page defines it: the largest share of methods in the minority, over the pairs of a sample.
        var cells = report.Cells.Where(cell => cell.Metric == "pointing").ToList();
        double Disagreement(string sample) =>
            cells
                .SelectMany(cell => cell.Rows)
                .Where(row => row.Sample == sample)
                .GroupBy(row => row.Class)
            .Select(pair => Math.Min(pair.Count(row => row.Value == 1), pair.Count(row => row.Value == 0)) / (double)pair.Count())
            .DefaultIfEmpty(-1)
            .Max();
        double Mean(string sample) => cells.SelectMany(cell => cell.Rows).Where(row => row.Sample == sample).Average(row => row.Value);
        List<string> samples = [.. s_small.Value.Gallery.Select(sample => sample.Sample.Id)];
        (await page.Cards()).ShouldBe(samples.OrderByDescending(Disagreement).Select(sample => $"sample:{sample}"));

        await page.Page.Locator("#gallery-order").SelectOptionAsync("data");
        (await page.Cards()).ShouldBe(samples.Select(sample => $"sample:{sample}"));
        await page.Page.Locator("#gallery-order").SelectOptionAsync("mean");
        (await page.Cards()).Select(card => Mean(card[7..])).ShouldBe(samples.Select(Mean).Order(), 1e-9);
    }

    [Fact]
    public async Task A_card_has_each_map_with_hit_or_miss()
    {
        await using var page = await OpenPage.Open(browsers, s_small.Value);
        await page.WaitUntilDrawn();
        var card = page.Page.Locator(".card").First;
        (await card.Locator(".tile canvas").CountAsync()).ShouldBe(14);
        (await card.Locator(".left rect:not(.under)").CountAsync()).ShouldBe(2);
        (await card.Locator(".scores li").CountAsync()).ShouldBe(5);
        var id = (await card.GetAttributeAsync("id"))![7..];
        var rows = s_small.Value.Tables[0].Report.Result.Cells.Where(cell => cell.Metric == "pointing").ToList();
        var targets = s_small.Value.Gallery.Single(sample => sample.Sample.Id == id).Sample.PresentClasses;
        var expected = targets.SelectMany(target =>
            rows.Select(cell =>
                cell.Rows.FirstOrDefault(row => row.Sample == id && row.Class == target)?.Value switch
                {
                    1 => "✓ hit",
                    0 => "✗ miss",
                    _ => "not scored",
                }));
        (await card.Locator(".mark").AllInnerTextsAsync()).ShouldBe(expected);
        // Each canvas has several colours, and not only greys.
        (await page.Evaluate<bool>("""
            () => [...document.querySelector('.card[data-drawn]').querySelectorAll('.tile canvas')].every(canvas => {
              const d = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
              let spread = 0, hue = 0;
              for (let i = 0; i < d.length; i += 4) {
                spread = Math.max(spread, Math.abs(d[i] - d[0]));
                hue = Math.max(hue, Math.abs(d[i] - d[i + 2]));
              }
              return spread > 20 && hue > 20;
            })
            """)).ShouldBeTrue();

        await page.Page.Locator("#gallery-metric").SelectOptionAsync(new SelectOptionValue { Label = "sensitivity" });
        await page.WaitUntilDrawn();
        (await page.Page.Locator(".card").First.Locator(".mark").First.InnerTextAsync()).ShouldMatch(@"^−?\d\.\d\d$");
    }

    [Fact]
    public async Task The_judged_point_shows_whether_it_is_a_hit()
    {
        await using var page = await OpenPage.Open(browsers, s_small.Value);
        await page.WaitUntilDrawn();
        var card = page.Page.Locator(".card").First;
        var id = (await card.GetAttributeAsync("id"))![7..];
        var sample = s_small.Value.Gallery.Single(entry => entry.Sample.Id == id);
        var target = sample.Sample.PresentClasses[0];
        var method = s_small.Value.Tables[0].Report.Result.Methods[0].Name;
        var point = sample.Points.Single(one => one.Metric == "pointing" && one.Method == method && one.Point.Class == target);

        // The first tile has a circle around the point, a bright box of its class and a dim one of the other.
        async Task<double> Of(string shape, string name) =>
            double.Parse(
                (await card.Locator($".tile {shape}").First.GetAttributeAsync(name))!,
                System.Globalization.CultureInfo.InvariantCulture);
        (await Of("ellipse", "cx")).ShouldBe(point.X / 224, 1e-3);
        (await Of("ellipse", "cy")).ShouldBe(point.Y / 224, 1e-3);
        (await Of("ellipse", "rx")).ShouldBe(SyntheticReport.Tolerance / 224, 1e-3);
        (await card.Locator(".tile").First.Locator("rect.asked:not(.under)").CountAsync()).ShouldBe(1);
        (await card.Locator(".tile").First.Locator("rect.other:not(.under)").CountAsync()).ShouldBe(1);
        (await card.Locator(".tile").First.Locator("path.point:not(.under)").CountAsync()).ShouldBe(1);
        (await card.Locator(".tile").First.GetAttributeAsync("title"))!.ShouldContain(
            "+ marks the point, the circle the tolerance of 15 pixels");

        // The card shows the verdict; the viewer has it in words.
        var value = s_small
            .Value.Tables[0]
            .Report.Result.Cell(method, "pointing")
            .Rows.Single(row => row.Sample == id && row.Class == target)
            .Value;
        await card.Locator(".tile").First.ClickAsync();
        (await page.Page.Locator("dialog .judged").InnerTextAsync()).ShouldBe(
            $"{(value == 1 ? "✓ hit" : "✗ miss")}: + marks the point, the circle the tolerance of 15 pixels.");
        (await page.Page.Locator("dialog .photo ellipse").CountAsync()).ShouldBe(2);

        // A metric that judged another class's map says so.
        await page.Page.Keyboard.PressAsync("Escape");
        await page.Page.Locator("#gallery-metric").SelectOptionAsync(new SelectOptionValue { Label = "restricted-pointing" });
        await page.WaitUntilDrawn();
        (await page.Page.Locator($"[id='sample:{id}'] .tile").First.GetAttributeAsync("title"))!.ShouldContain(
            $"the map for {SyntheticReport.Classes[SyntheticReport.Asked]} was judged; + marks");
        (await page.Page.Locator($"[id='sample:{id}'] .tile").First.Locator("path.elsewhere").CountAsync()).ShouldBe(2);

        // A metric that judges no point draws none.
        await page.Page.Locator("#gallery-metric").SelectOptionAsync(new SelectOptionValue { Label = "sensitivity" });
        await page.WaitUntilDrawn();
        (await page.Page.Locator(".tile ellipse").CountAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Filters_show_the_matching_samples()
    {
        await using var page = await OpenPage.Open(browsers, s_small.Value);
        await page.Page.Locator("#gallery-text").FillAsync("00001");
        (await page.Cards()).Order().ShouldBe(["sample:000001", "sample:000010", "sample:000011", "sample:000012", "sample:000013"]);
        (await page.Page.Locator("#gallery-count").InnerTextAsync()).ShouldBe("5 of 14 images");
        await page.Page.Locator("#gallery-text").FillAsync("");
        await page.Page.Locator("#gallery-class").SelectOptionAsync(new SelectOptionValue { Label = "ball" });
        (await page.Cards())
            .Order()
            .ShouldBe(
                s_small
                    .Value.Gallery.Where(sample => sample.Sample.PresentClasses.Contains(0))
                    .Select(sample => $"sample:{sample.Sample.Id}"));

        await page.WaitUntilDrawn();
        await page.Page.Locator("#gallery-methods summary").ClickAsync();
        await page.Page.Locator("#methods-none").ClickAsync();
        await page.Page.Locator("#gallery-methods input").Nth(2).CheckAsync();
        await page.WaitUntilDrawn();
        (await page.Page.Locator(".card:not([hidden])").First.Locator(".name").AllInnerTextsAsync())
            .Distinct()
            .ShouldBe(["method-2{gamma=2}"]);
        await page.Page.Keyboard.PressAsync("Escape");
        await page.Page.Locator("#gallery-boxes").UncheckAsync();
        (await page.Page.Locator(".photo rect").First.IsVisibleAsync()).ShouldBeFalse();
    }

    [Fact]
    public async Task The_keyboard_controls_the_gallery()
    {
        await using var page = await OpenPage.Open(browsers, s_small.Value);
        await page.WaitUntilDrawn();
        var cards = await page.Cards();
        Task<string> Focus() =>
            page.Evaluate<string>("() => document.activeElement.closest('.card, dialog')?.id ?? document.activeElement.tagName");
        var keys = page.Page.Keyboard;
        await page.Page.Locator(".card").First.FocusAsync();
        await keys.PressAsync("ArrowDown");
        await keys.PressAsync("ArrowDown");
        (await Focus()).ShouldBe(cards[2]);
        (await page.Evaluate<string>("() => getComputedStyle(document.activeElement).outlineStyle")).ShouldBe("solid");
        await keys.PressAsync("ArrowUp");
        await keys.PressAsync("Enter");
        await Assertions.Expect(page.Page.Locator("dialog")).ToBeVisibleAsync();
        (await page.Page.Locator("dialog h3").InnerTextAsync()).ShouldBe(cards[1][7..]);
        (await Focus()).ShouldBe("viewer");
        await keys.PressAsync("ArrowDown");
        (await page.Page.Locator("dialog [aria-current=true] span").First.InnerTextAsync()).ShouldBe("grad-cam-pos@b1");
        await page.Page.Locator("dialog[data-drawn]").WaitForAsync();
        (await page.Page.Locator("dialog .range").InnerTextAsync()).ShouldStartWith("−");
        await keys.PressAsync("ArrowRight");
        (await page.Page.Locator("dialog h3").InnerTextAsync()).ShouldBe(cards[2][7..]);
        // The method stays.
        (await page.Page.Locator("dialog [aria-current=true] span").First.InnerTextAsync()).ShouldBe("grad-cam-pos@b1");
        await keys.PressAsync("Escape");
        await Assertions.Expect(page.Page.Locator("dialog")).ToBeHiddenAsync();
        // The page moves the focus in an event after the dialog has gone.
        await Assertions.Expect(page.Page.Locator($"[id='{cards[2]}']:focus-within")).ToHaveCountAsync(1);
        page.ConsoleErrors.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_sample_has_an_address()
    {
        await using var page = await OpenPage.Open(browsers, s_small.Value, hash: "#sample%3A000011");
        await Assertions.Expect(page.Page.Locator("[id='sample:000011'][data-drawn]")).ToBeInViewportAsync();
        (await page.Evaluate<string>("() => document.activeElement.id")).ShouldBe("sample:000011");
    }

    [Fact]
    public async Task Three_hundred_samples_stay_below_15_MB_and_every_card_is_reached()
    {
        await using var page = await OpenPage.Open(browsers, SyntheticReport.Report(300, 25, 3));
        page.Bytes.ShouldBeLessThan(15_000_000);
        (await page.Cards()).Length.ShouldBe(300);
        (await page.Page.Locator("#gallery > p").First.InnerTextAsync()).ShouldStartWith("300 images.");
        await page.WaitUntilDrawn();
        (await page.Evaluate<int>("() => document.querySelectorAll('.card[data-drawn]').length")).ShouldBeLessThan(60);
        foreach (var place in new[] { 60, 150, 240, 299 })
        {
            var card = page.Page.Locator(".card").Nth(place);
            await card.ScrollIntoViewIfNeededAsync();
            await Assertions.Expect(card).ToHaveAttributeAsync("data-drawn", "");
            (await card.Locator(".tile canvas").CountAsync()).ShouldBe(75);
        }
        page.ConsoleErrors.ShouldBeEmpty();
    }
}
