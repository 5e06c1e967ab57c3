using Workbench.Engine.Native;
using static TorchSharp.torch;

namespace Workbench.Conformance;

/// <summary>Counts the tensors that an action leaves alive.</summary>
internal static class LiveTensors
{
    /// <summary>Runs the action twice and counts the tensors that the second run leaves. The first run fills caches.</summary>
    public static long CountAfterWarmup(Action work)
    {
        work();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return CountAfter(work);
    }

    /// <summary>Runs the action and counts the tensors that it leaves.</summary>
    public static long CountAfter(Action work)
    {
        using var pause = CollectorPause.Begin();   // the collector would free leaked tensors
        var before = Tensor.TotalCount;
        work();
        return Tensor.TotalCount - before;
    }
}
