using Workbench.Engine.Store;

namespace Workbench.Engine.Tests.Store;

/// <summary>What a killed merge leaves in the temporary folder is deleted by the next one, and nothing else is.</summary>
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

    // A process that is killed lets go of its lock, and its files stay: as the handle of another is let go of here.
    [Fact]
    public void What_a_killed_merge_left_is_deleted_by_the_next()
    {
        Directory.CreateDirectory(_folder["workbench-merge-1234"]);
        File.WriteAllText(_folder["workbench-merge-1234", "0.db"], "half a gigabyte");
        File.WriteAllText(_folder["workbench-merge-1234.lock"], "");
        Directory.CreateDirectory(_folder["workbench-merge-old"]);   // of a version without locks
        Directory.CreateDirectory(_folder["another"]);
        using (new MergeFolder(_folder.Root)) Directory.Exists(_folder["workbench-merge-1234"]).ShouldBeFalse();
        Directory.EnumerateFileSystemEntries(_folder.Root).ShouldBe([_folder["another"]]);
    }

    [Fact]
    public void What_another_merge_uses_is_left_alone()
    {
        using var one = new MergeFolder(_folder.Root);
        File.WriteAllText(Path.Combine(one.Path, "0.db"), "rows");
        using (new MergeFolder(_folder.Root)) File.Exists(Path.Combine(one.Path, "0.db")).ShouldBeTrue();
        File.Exists(Path.Combine(one.Path, "0.db")).ShouldBeTrue();
    }
}
