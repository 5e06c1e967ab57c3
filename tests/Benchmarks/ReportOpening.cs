using System.Globalization;
using System.Reflection;
using Microsoft.Playwright;

namespace Workbench.Benchmarks;

/// <summary>
/// Time to open a report in the machine's Chromium, from the start of the navigation: to the first content on the screen, to the end of the
/// file, and to the gallery's first card with its maps.
/// </summary>
internal static class ReportOpening
{
    private static readonly string[] s_names = ["chromium", "chromium-browser", "google-chrome"];

    public static async Task<int> Run(string file, int repeats)
    {
        var program = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .SelectMany(folder => s_names.Select(name => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists);
        if (program is null || !File.Exists(file))
        {
            Console.Error.WriteLine(
                program is null
                    ? "No browser found; install chromium."
                    : $"Report '{file}' does not exist; run a spec and pass its report.html.");
            return 2;
        }
        Environment.SetEnvironmentVariable(
            "PLAYWRIGHT_DRIVER_SEARCH_PATH",
            typeof(ReportOpening).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(data => data.Key == "Playwright").Value!);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = program, Args = ["--no-sandbox"] });
        var (shown, loaded, drawn, samples) = (new List<double>(), new List<double>(), new List<double>(), 0);
        for (var i = 0; i < repeats; i++)
        {
            await using var context = await browser.NewContextAsync();
            var page = await context.NewPageAsync();
            await page.GotoAsync(new Uri(Path.GetFullPath(file)).AbsoluteUri, new() { WaitUntil = WaitUntilState.DOMContentLoaded });
            loaded.Add(await page.EvaluateAsync<double>("() => performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"));
            await page.EvaluateAsync("() => document.querySelector('.card')?.scrollIntoView()");
            await page.Locator(".card[data-drawn]").First.WaitForAsync();
            drawn.Add(await page.EvaluateAsync<double>("() => performance.now()"));
            shown.Add(await page.EvaluateAsync<double>("() => performance.getEntriesByName('first-contentful-paint')[0].startTime"));
            samples = await page.Locator(".card").CountAsync();
        }
        Console.WriteLine(
            FormattableString.Invariant($"{Path.GetFileName(file)}: {new FileInfo(file).Length / 1e6:0.0} MB, {samples} samples"));
        Console.WriteLine($"first table on the screen     {Summary(shown)}");
        Console.WriteLine($"whole file read               {Summary(loaded)}");
        Console.WriteLine($"scrolled to the gallery       {Summary(drawn)}");
        return 0;

        static string Summary(List<double> times) =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"{times.Order().ElementAt(times.Count / 2), 5:0} ms   ({times.Min():0} to {times.Max():0}, {times.Count} times)");
    }
}
