using Workbench.Engine.Runs;

namespace Workbench.Engine.Tests.Runs;

public sealed class MapKeeperTests
{
    [Fact]
    public void Images_that_differ_in_upper_and_lower_case_alone_have_two_files_of_maps()
    {
        var keeper = new MapKeeper("maps", ["Cat.jpg", "cat.jpg", "dog.jpg", "a b.jpg", "A b.jpg"]);
        string[] files = [.. new[] { "Cat.jpg", "cat.jpg", "dog.jpg", "a b.jpg", "A b.jpg" }.Select(keeper.PathOf)];
        files.Distinct(StringComparer.OrdinalIgnoreCase).Count().ShouldBe(5);
        files[2].ShouldBe(Path.Combine("maps", "dog.jpg.npz"));
    }
}
