namespace Workbench.Docs.Tests;

/// <summary>The pages that are made from the code say what the code says.</summary>
public sealed class GeneratedPagesTests
{
    private static readonly IReadOnlyList<Page> s_pages = Pages.All();

    public static TheoryData<string> Names => [.. s_pages.Select(page => page.Path)];

    [Theory, MemberData(nameof(Names))]
    public void A_generated_page_is_up_to_date(string path) =>
        s_pages.Single(page => page.Path == path).IsUpToDate.ShouldBeTrue("run: dotnet run --project tests/Docs");

    [Fact]
    public void No_generated_page_is_left_of_something_that_went()
    {
        var generated = Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories)
            .Where(file => File.ReadAllText(file).StartsWith(Page.Mark, StringComparison.Ordinal))
            .Select(file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'));
        generated.Except(s_pages.Select(page => page.Path)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_method_has_its_picture()
    {
        var methods = s_pages
            .Where(page => page.Path.StartsWith("docs/methods/", StringComparison.Ordinal))
            .Where(page => !page.Path.EndsWith("README.md", StringComparison.Ordinal))
            .ToList();
        methods.Count.ShouldBeGreaterThan(25);
        methods.Where(page => !MethodPictures.Without.Contains(Path.GetFileNameWithoutExtension(page.Path)))
            .Where(page => !File.Exists(Path.Combine(Repository.Root, Path.ChangeExtension(page.Path, ".webp"))))
            .Select(page => page.Path).ShouldBeEmpty("run: dotnet run -c Release --project tests/Docs -- pictures");
    }
}
