using System.Text.Json;

namespace Workbench.Conventions.Tests;

/// <summary>Everybody whose work the program carries is named.</summary>
public sealed class NoticeTests
{
    [Fact]
    public void Every_package_of_the_program_is_named_in_NOTICE()
    {
        var notice = RepositorySources.Text("NOTICE");
        var named = notice
            .Split('\n')
            .Where(line => line.StartsWith("  ", StringComparison.Ordinal))
            .Select(line => line.Split("  ", StringSplitOptions.RemoveEmptyEntries)[0])
            .SelectMany(names => names.Split(',', StringSplitOptions.TrimEntries))
            .Select(name => name.Split(' ')[0])
            .ToList();
        var packages = Packages("host/Workbench.Cli/packages.lock.json").ToList();
        packages.Count.ShouldBeGreaterThan(25);
        packages.Where(package => !named.Exists(name => package.StartsWith(name, StringComparison.Ordinal))).ShouldBeEmpty();
    }

    private static IEnumerable<string> Packages(string lockFile)
    {
        using var json = JsonDocument.Parse(RepositorySources.Text(lockFile));
        foreach (var framework in json.RootElement.GetProperty("dependencies").EnumerateObject())
            foreach (var package in framework.Value.EnumerateObject())
                if (package.Value.GetProperty("type").GetString() != "Project") yield return package.Name;
    }
}
