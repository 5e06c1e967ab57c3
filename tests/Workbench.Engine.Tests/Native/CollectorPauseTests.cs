using Workbench.Engine.Native;

namespace Workbench.Engine.Tests.Native;

/// <summary>The garbage collector is paused while libtorch computes. Runs alone, since collections affect the whole process.</summary>
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
        for (var i = 0; i < 2000; i++) GC.KeepAlive(new byte[10_000]);   // several times the allocation that triggers a collection
    }
}
