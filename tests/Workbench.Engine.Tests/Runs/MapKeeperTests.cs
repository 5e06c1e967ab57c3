using Workbench.Engine.Runs;

namespace Workbench.Engine.Tests.Runs;

public sealed class MapKeeperTests
{
    [Fact]
    public void Images_whose_names_differ_only_in_case_have_separate_files()
    {
        var keeper = new MapKeeper("maps", ["Cat.jpg", "cat.jpg", "dog.jpg", "a b.jpg", "A b.jpg"]);
        string[] files = [.. new[] { "Cat.jpg", "cat.jpg", "dog.jpg", "a b.jpg", "A b.jpg" }.Select(keeper.PathOf)];
        files.Distinct(StringComparer.OrdinalIgnoreCase).Count().ShouldBe(5);
        files[2].ShouldBe(Path.Combine("maps", "dog.jpg.npz"));
    }
}
