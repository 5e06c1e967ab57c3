using Workbench.Reporting.Html;

namespace Workbench.Browser.Tests;

public sealed class Look
{
    [Fact]
    public void Write()
    {
        foreach (var (name, report) in new[] { ("small", MadeUp.Report(6, 7, 2)), ("big", MadeUp.Report(300, 25, 3)) })
        {
            using var stream = File.Create($"/dev/shm/{name}.html");
            ReportPage.Write(report, stream);
        }
    }
}
