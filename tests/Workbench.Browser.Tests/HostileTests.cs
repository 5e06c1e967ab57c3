using Workbench.Reporting.Html;

namespace Workbench.Browser.Tests;

/// <summary>Names that contain markup or scripts stay text.</summary>
public sealed class HostileTests(Browsers browsers)
{
    private const string Attack = "</script><script>window.hit=1</script><img src=x onerror=window.hit=2>\"'`&amp;<!--";

    [Fact]
    public async Task A_report_of_hostile_names_runs_nothing()
    {
        var made = SyntheticReport.Report(4, 4, 2, i => $"{Attack} {i}");
        var report = made with
        {
            Title = Attack,
            Subject = Attack,
            Provenance = System.Text.Json.JsonSerializer.Serialize(new { spec = Attack + "\n" + Attack, device = Attack }),
            Command = ["run", Attack],
            Tables =
            [
                .. made.Tables.Select(table =>
                    table with
                    {
                        Folder = "a\"><b",
                        Report = table.Report with
                        {
                            Result = table.Report.Result with
                            {
                                Classes = [.. SyntheticReport.Classes.Select(name => Attack + name)],
                                Title = Attack,
                            },
                        },
                    }),
            ],
            Figures = [.. made.Figures.Select(figure => figure with { Name = "a b\"", Title = Attack })],
            Gallery = [.. made.Gallery.Select(sample => sample with { Sample = sample.Sample with { Id = sample.Sample.Id + Attack } })],
        };
        await using var page = await OpenPage.Open(browsers, report);
        await page.WaitUntilDrawn();
        await page.Page.Locator(".card").First.PressAsync("Enter");
        (await page.Page.Locator("dialog h3").InnerTextAsync()).ShouldEndWith(Attack);
        (await page.Evaluate<bool>("() => 'hit' in window")).ShouldBeFalse();
        (await page.Page.TitleAsync()).ShouldBe(Attack);
        (await page.Page.Locator("h1").InnerTextAsync()).ShouldBe(Attack);
        (await page.Column(0))[0].ShouldBe(Attack + " 0");
        (await page.Page.Locator(".commands code").First.InnerTextAsync()).ShouldBe($@"./workbench run '{Attack.Replace("'", @"'\''")}'");
        (await page.Evaluate<int>("() => document.querySelectorAll('[onerror], img[src=x], main script').length")).ShouldBe(0);
        page.ConsoleErrors.ShouldBeEmpty();
        page.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_comparison_of_hostile_names_runs_nothing()
    {
        ComparedRun Run(string name) =>
            new(
                name,
                Attack,
                Attack,
                [new(Attack, Attack, true, Attack, 0.5, 0.4, 0.6)],
                [(Attack, "holds")],
                $$"""{ "device": "{{name}}" }""",
                "javascript:window.hit=3");
        await using var page = await OpenPage.Open(browsers, stream => ComparisonPage.Write([Run(Attack[..20]), Run("b")], stream));
        (await page.Evaluate<bool>("() => 'hit' in window")).ShouldBeFalse();
        (await page.Evaluate<int>("() => document.querySelectorAll('[onerror], img, main a').length")).ShouldBe(0);
        page.ConsoleErrors.ShouldBeEmpty();
    }
}
