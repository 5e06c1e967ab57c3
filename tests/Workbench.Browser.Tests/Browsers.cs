using System.Reflection;
using Microsoft.Playwright;
using Workbench.Browser.Tests;

[assembly: AssemblyFixture(typeof(Browsers))]

namespace Workbench.Browser.Tests;

/// <summary>The installed Chromium, started once and shared by all tests. Nothing is downloaded; without it, tests are skipped.</summary>
public sealed class Browsers : IAsyncLifetime
{
    private static readonly string[] s_names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Path of the browser, or null.</summary>
    public static string? Executable { get; } =
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .SelectMany(folder => s_names.Select(name => Path.Combine(folder, OperatingSystem.IsWindows() ? name + ".exe" : name)))
        .FirstOrDefault(File.Exists);

    /// <summary>The browser; skips the test without one.</summary>
    public IBrowser Browser
    {
        get
        {
            TestTier.Slow();
            Assert.SkipWhen(
                Executable is null,
                "No browser: install chromium, or put one of chromium, chromium-browser, google-chrome on the PATH.");
            return _browser!;
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (Executable is null || !TestTier.IsAll) return;
        (_playwright, _browser) = await Start();
    }

    /// <summary>Starts Chromium with the driver in the package.</summary>
    public static async Task<(IPlaywright, IBrowser)> Start()
    {
        var package = typeof(Browsers)
            .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .First(data => data.Key == "Playwright")
            .Value!;
        Environment.SetEnvironmentVariable("PLAYWRIGHT_DRIVER_SEARCH_PATH", package);
        var playwright = await Playwright.CreateAsync();
        return (playwright, await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Executable, Args = ["--no-sandbox"] }));
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.CloseAsync();
        _playwright?.Dispose();
    }
}
