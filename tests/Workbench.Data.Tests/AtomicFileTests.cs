namespace Workbench.Data.Tests;

/// <summary>Files that are written whole or not at all.</summary>
public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_folder_that_is_deleted_meanwhile_is_reported()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "A file in use cannot be deleted.");
        var path = _folder["run", "table.csv"];
        Should.Throw<IOException>(() => AtomicFile.Write(path, _ => Directory.Delete(_folder["run"], recursive: true)))
            .Message.ShouldBe($"'{path}' cannot be written: its folder was moved or deleted meanwhile. Run the same command again.");
        Directory.Exists(_folder["run"]).ShouldBeFalse();
    }

    [Fact]
    public void A_folder_that_takes_no_file_is_named_and_the_check_leaves_nothing()
    {
        File.WriteAllText(_folder["file"], "");
        foreach (var write in (Action<string>[])[AtomicFile.CheckCanWrite, path => AtomicFile.Write(path, _ => { })])
            Should.Throw<IOException>(() => write(_folder["file", "a.txt"]))
                .Message.ShouldBe(
                    $"'{_folder["file", "a.txt"]}' cannot be written: no file can be created in the folder '{_folder["file"]}'.");
        AtomicFile.CheckCanWrite(_folder["new", "a.txt"]);
        Directory.GetFileSystemEntries(_folder["new"]).ShouldBeEmpty();
    }

    [Fact]
    public void A_failed_write_leaves_the_old_file()
    {
        var path = _folder["table.csv"];
        File.WriteAllText(path, "old");
        Should.Throw<InvalidOperationException>(() => AtomicFile.Write(path, stream =>
        {
            stream.WriteByte(1);
            throw new InvalidOperationException();
        }));
        File.ReadAllText(path).ShouldBe("old");
        Directory.GetFiles(_folder.Root).ShouldBe([path]);
    }
}
