using Workbench.Engine.Store;

namespace Workbench.Engine.Tests.Store;

/// <summary>
/// Parts of reports are found by run and digest, the last version of each. An older store has none until it is opened for writing.
/// </summary>
public sealed class ReportPartCacheTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_part_is_found_only_under_its_digest()
    {
        using (var store = CellStore.Open(_folder.Root))
        {
            store.ReportParts!.Write("run", "charts", "1", [1, 2]);
            store.ReportParts.Write("run", "gallery", "1", [3]);
            store.ReportParts.Write("other", "charts", "1", [4]);
            store.ReportParts.Write("run", "charts", "2", [5, 6]);
        }
        using var again = CellStore.Read(_folder.Root);
        again.ReportParts!.Find("run", "charts", "1").ShouldBeNull();
        again.ReportParts.Find("run", "charts", "2").ShouldBe([5, 6]);
        again.ReportParts.Find("run", "gallery", "1").ShouldBe([3]);
        again.ReportParts.Find("other", "charts", "1").ShouldBe([4]);
        again.ReportParts.Write("run", "charts", "3", [7]);   // opened for reading: does nothing
        again.ReportParts.Find("run", "charts", "2").ShouldBe([5, 6]);
    }

    [Fact]
    public void An_older_store_is_read_and_gets_the_table_when_it_is_written()
    {
        using (CellStore.Open(_folder.Root))
        {
            // Creates the store.
        }
        StoreTools.Execute(_folder["store.db"], "DROP TABLE kept");
        using (var read = CellStore.Read(_folder.Root)) read.ReportParts!.Find("run", "charts", "1").ShouldBeNull();
        using var store = CellStore.Open(_folder.Root);
        store.ReportParts!.Write("run", "charts", "1", [1]);
        store.ReportParts.Find("run", "charts", "1").ShouldBe([1]);
    }

    [Fact]
    public void A_store_in_memory_keeps_no_parts()
    {
        using var store = CellStore.InMemory();
        store.ReportParts.ShouldBeNull();
    }
}
