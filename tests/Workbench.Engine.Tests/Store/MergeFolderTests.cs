using Workbench.Engine.Store;

namespace Workbench.Engine.Tests.Store;

/// <summary>A merge deletes the temporary files of merges that were killed, and no others.</summary>
public sealed class MergeFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_merge_leaves_nothing()
    {
        using (var place = new MergeFolder(_folder.Root)) File.WriteAllText(Path.Combine(place.Path, "0.db"), "rows");
        Directory.EnumerateFileSystemEntries(_folder.Root).ShouldBeEmpty();
    }

    // A killed process releases its lock but leaves its files.
    [Fact]
    public void Files_of_a_killed_merge_are_deleted_by_the_next()
    {
        Directory.CreateDirectory(_folder["workbench-merge-1234"]);
        File.WriteAllText(_folder["workbench-merge-1234", "0.db"], "half a gigabyte");
        File.WriteAllText(_folder["workbench-merge-1234.lock"], "");
        Directory.CreateDirectory(_folder["workbench-merge-old"]);   // from a version without locks
        Directory.CreateDirectory(_folder["another"]);
        using (new MergeFolder(_folder.Root)) Directory.Exists(_folder["workbench-merge-1234"]).ShouldBeFalse();
        Directory.EnumerateFileSystemEntries(_folder.Root).ShouldBe([_folder["another"]]);
    }

    [Fact]
    public void Files_of_a_running_merge_are_not_deleted()
    {
        using var one = new MergeFolder(_folder.Root);
        File.WriteAllText(Path.Combine(one.Path, "0.db"), "rows");
        using (new MergeFolder(_folder.Root)) File.Exists(Path.Combine(one.Path, "0.db")).ShouldBeTrue();
        File.Exists(Path.Combine(one.Path, "0.db")).ShouldBeTrue();
    }
}
