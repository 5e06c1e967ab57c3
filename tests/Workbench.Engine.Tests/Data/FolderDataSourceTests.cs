using Workbench.Engine.Data;

namespace Workbench.Engine.Tests.Data;

public sealed class FolderDataSourceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Lists_images_by_name_and_nothing_else()
    {
        foreach (var name in new[] { "b.JPEG", "a.png", "c.jpg", "notes.txt", "sub/d.png" })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder[name])!);
            File.WriteAllBytes(_folder[name], Pictures.Encoded(30, 20));
        }
        var source = new FolderDataSource(_folder.Root);
        source.Ids.ShouldBe(["a.png", "b.JPEG", "c.jpg"]);
        source.Has.ShouldBe(Annotation.None);
        var sample = source.Read("b.JPEG").Sample;
        (sample.Id, sample.Width, sample.Height, sample.Objects.Count).ShouldBe(("b.JPEG", 30, 20, 0));
        source.Hash.ShouldBe(new FolderDataSource(_folder.Root).Hash);
        File.Delete(_folder["a.png"]);
        source.Hash.ShouldNotBe(new FolderDataSource(_folder.Root).Hash);
    }

    [Fact]
    public void A_folder_without_images_is_refused() =>
        Should.Throw<DataException>(() => new FolderDataSource(_folder.Root)).Message.ShouldStartWith($"The folder '{_folder.Root}' holds no image");

    [Fact]
    public void A_missing_folder_is_refused() =>
        Should.Throw<DataException>(() => new FolderDataSource(_folder["gone"])).Message.ShouldBe($"The image folder '{_folder["gone"]}' does not exist.");
}
