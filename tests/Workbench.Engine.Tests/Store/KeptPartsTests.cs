using Workbench.Engine.Store;

namespace Workbench.Engine.Tests.Store;

/// <summary>Parts of reports: found by run and digest, one of each; in a store of before there are none until it is opened for writing.</summary>
public sealed class KeptPartsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_part_is_found_under_its_digest_alone()
    {
        using (var store = CellStore.Open(_folder.Root))
        {
            store.Kept!.Write("run", "charts", "1", [1, 2]);
            store.Kept.Write("run", "gallery", "1", [3]);
            store.Kept.Write("other", "charts", "1", [4]);
            store.Kept.Write("run", "charts", "2", [5, 6]);
        }
        using var again = CellStore.Read(_folder.Root);
        again.Kept!.Find("run", "charts", "1").ShouldBeNull();
        again.Kept.Find("run", "charts", "2").ShouldBe([5, 6]);
        again.Kept.Find("run", "gallery", "1").ShouldBe([3]);
        again.Kept.Find("other", "charts", "1").ShouldBe([4]);
        again.Kept.Write("run", "charts", "3", [7]);   // not opened for writing: nothing is written, and nothing is wrong
        again.Kept.Find("run", "charts", "2").ShouldBe([5, 6]);
    }

    [Fact]
    public void A_store_of_before_is_read_and_gets_the_table_when_it_is_written()
    {
        using (CellStore.Open(_folder.Root))
        {
            // Made, and no more.
        }
        StoreTrial.Execute(_folder["store.db"], "DROP TABLE kept");
        using (var read = CellStore.Read(_folder.Root)) read.Kept!.Find("run", "charts", "1").ShouldBeNull();
        using var store = CellStore.Open(_folder.Root);
        store.Kept!.Write("run", "charts", "1", [1]);
        store.Kept.Find("run", "charts", "1").ShouldBe([1]);
    }

    [Fact]
    public void In_memory_there_is_nothing_to_keep_them_in()
    {
        using var store = CellStore.InMemory();
        store.Kept.ShouldBeNull();
    }
}
