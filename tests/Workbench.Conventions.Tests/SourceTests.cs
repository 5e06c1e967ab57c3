using System.Text.RegularExpressions;

namespace Workbench.Conventions.Tests;

/// <summary>Files are small, hold one idea each, and name nothing of a single machine.</summary>
public sealed class SourceTests
{
    private static readonly string[] s_folders = ["host", "plugins", "tests"];

    private static IEnumerable<string> Code => s_folders.SelectMany(folder => RepositorySources.Sources(folder, ".cs"));

    [Fact]
    public void No_file_is_longer_than_350_lines() =>
        Code.Where(path => RepositorySources.Text(path).Count(c => c == '\n') > 350).ShouldBeEmpty();

    [Fact]
    public void No_file_has_a_catch_all_name() =>
        Code.Where(path => Regex.IsMatch(Path.GetFileName(path), "Util|Helper|Manager|Misc|Common", RegexOptions.IgnoreCase))
            .ShouldBeEmpty();

    [Fact]
    public void No_file_names_a_path_of_one_machine()
    {
        var texts = Code.Concat(
                s_folders
                    .Concat(["experiments"])
                    .SelectMany(folder => RepositorySources.Sources(folder, ".csproj", ".props", ".proj", ".yaml", ".md", ".csv")))
            .ToList();
        // Split, so that this file does not match itself.
        texts
            .Where(path =>
                Regex.IsMatch(
                    RepositorySources.Text(path),
                    string.Join('|', "/ho" + "me/", "/wo" + "rk/", "/Us" + "ers/", "[A-Z]:\\\\Us" + "ers", "/tm" + "p/", "/ro" + "ot/")))
            .ShouldBeEmpty();
    }

    [Fact]
    public void Namespaces_are_file_scoped() =>
        Code.Where(path => Regex.IsMatch(RepositorySources.Code(path), @"^namespace [\w.]+\s*\{", RegexOptions.Multiline)).ShouldBeEmpty();

    [Fact]
    public void A_plugins_project_file_is_three_lines_or_fewer() =>
        RepositorySources
            .Sources("plugins", ".csproj")
            .Where(path => RepositorySources.Text(path).Trim().Split('\n').Length > 3)
            .ShouldBeEmpty();

    [Fact]
    public void The_shipped_plugins_with_warnings_as_errors_exist()
    {
        var names = Regex
            .Match(
                RepositorySources.Text("plugins/Directory.Build.props"),
                "<ShippedPlugins>(?<names>.*)</ShippedPlugins>",
                RegexOptions.ExplicitCapture)
            .Groups["names"]
            .Value.Split(';');
        names.Length.ShouldBeGreaterThan(4);
        names.Except(RepositorySources.Sources("plugins", ".csproj").Select(Path.GetFileNameWithoutExtension)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = RepositorySources.Text("Workbench.sln").Replace('\\', '/');
        s_folders
            .SelectMany(folder => RepositorySources.Sources(folder, ".csproj"))
            .Where(path => !solution.Contains(path, StringComparison.Ordinal))
            .ShouldBeEmpty();
    }
}
