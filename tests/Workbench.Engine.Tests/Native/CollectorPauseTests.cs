using Workbench.Engine.Native;

namespace Workbench.Engine.Tests.Native;

/// <summary>What the collector may do while libtorch computes. Alone: collections are the whole process's.</summary>
[CollectionDefinition("collector", DisableParallelization = true)]
public sealed class CollectorCollection;

/// <inheritdoc cref="CollectorCollection"/>
[Collection("collector")]
public sealed class CollectorPauseTests
{
    [Fact]
    public void Nothing_is_collected_until_the_last_pause_ends()
    {
        using var outer = CollectorPause.Begin();
        var before = GC.CollectionCount(0);
        using (CollectorPause.Begin()) Allocate();
        Allocate();
        GC.CollectionCount(0).ShouldBe(before);
    }

    private static void Allocate()
    {
        for (var i = 0; i < 2000; i++) GC.KeepAlive(new byte[10_000]);   // several times what sets off a collection
    }
}
