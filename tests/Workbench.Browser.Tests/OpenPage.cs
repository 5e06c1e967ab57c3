using System.Text.Json;
using Microsoft.Playwright;
using Workbench.Reporting.Html;

namespace Workbench.Browser.Tests;

/// <summary>A page opened from a file in the browser. Records console messages and network requests.</summary>
internal sealed class OpenPage : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly IBrowserContext _context;

    private OpenPage(IBrowserContext context, IPage page) => (_context, Page) = (context, page);

    public IPage Page { get; }

    public long Bytes { get; private set; }

    /// <summary>Console errors and warnings, and script exceptions.</summary>
    public List<string> ConsoleErrors { get; } = [];

    /// <summary>Requested URLs except the page itself and data URLs.</summary>
    public List<string> Requests { get; } = [];

    public static Task<OpenPage> Open(
        Browsers browsers,
        ReportModel report,
        int width = 1200,
        ColorScheme scheme = ColorScheme.Light,
        string hash = ""
    ) => Open(browsers, stream => ReportPage.Write(report, stream), width, scheme, hash);

    public static async Task<OpenPage> Open(
        Browsers browsers,
        Action<Stream> write,
        int width = 1200,
        ColorScheme scheme = ColorScheme.Light,
        string hash = "")
    {
        var context = await browsers.Browser.NewContextAsync(
            new()
            {
                ViewportSize = new() { Width = width, Height = 800 },
                ColorScheme = scheme,
            });
        var opened = new OpenPage(context, await context.NewPageAsync());
        var file = opened._folder["report.html"];
        using (var stream = File.Create(file)) write(stream);
        opened.Bytes = new FileInfo(file).Length;
        var address = new Uri(file).AbsoluteUri;
        opened.Page.Console += (_, message) => { if (message.Type is "error" or "warning") opened.ConsoleErrors.Add(message.Text); };
        opened.Page.PageError += (_, error) => opened.ConsoleErrors.Add(error);
        opened.Page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith("data:", StringComparison.Ordinal) && request.Url.Split('#')[0] != address)
                opened.Requests.Add(request.Url);
        };
        await opened.Page.GotoAsync(address + hash);
        // The page's scripts start one frame and one task after loading, possibly after 'load'; this waits for them.
        await opened.Page.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))");
        return opened;
    }

    /// <summary>Waits until the first card is drawn.</summary>
    public async Task<OpenPage> WaitUntilDrawn()
    {
        await Page.Locator(".card").First.ScrollIntoViewIfNeededAsync();
        await Page.Locator(".card[data-drawn]").First.WaitForAsync();
        return this;
    }

    /// <summary>The result of a script.</summary>
    public async Task<T> Evaluate<T>(string script) => (await Page.EvaluateAsync<JsonElement>(script)).Deserialize<T>()!;

    /// <summary>Text of the cells of a column of the first table.</summary>
    public Task<string[]> Column(int column) =>
        Evaluate<string[]>(
            $"() => [...document.querySelector('table.sortable').tBodies[0].rows].map(row => row.cells[{column}].textContent)");

    /// <summary>Ids of the visible cards, in order.</summary>
    public Task<string[]> Cards() => Evaluate<string[]>("() => [...document.querySelectorAll('.card:not([hidden])')].map(card => card.id)");

    public async ValueTask DisposeAsync()
    {
        await _context.CloseAsync();
        _folder.Dispose();
    }
}
