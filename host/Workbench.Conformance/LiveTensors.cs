using Workbench.Engine.Native;
using static TorchSharp.torch;

namespace Workbench.Conformance;

/// <summary>Counts the tensors that a piece of work leaves alive.</summary>
internal static class LiveTensors
{
    /// <summary>Does the work once, for what is made once and kept, and counts what the second time leaves.</summary>
    public static long LeftBy(Action work)
    {
        work();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return LeftByOnce(work);
    }

    /// <summary>Does the work and counts what it leaves.</summary>
    public static long LeftByOnce(Action work)
    {
        using var pause = CollectorPause.Begin();   // the collector would take what the plugin has forgotten
        var before = Tensor.TotalCount;
        work();
        return Tensor.TotalCount - before;
    }
}
