using System.Runtime;

namespace Workbench.Engine.Native;

/// <summary>
/// Pauses the garbage collector while libtorch computes. In TorchSharp 0.107 a number passed to an operator (a <c>Scalar</c>) can be
/// finalised while the native call still reads it: a collection during the call, triggered by any thread, frees it. About once in ten
/// thousand collections a call then throws "Expected false to be true" or reads a wrong number. During a pause, collections wait for the
/// end of the batch, or until the allocation budget is used up.
/// </summary>
public sealed class CollectorPause : IDisposable
{
    private const long Budget = 512L << 20;   // bytes
    private static readonly Lock s_gate = new();
    private static int s_running;

    private CollectorPause()
    {
    }

    /// <summary>Begins a pause. Pauses may overlap on any threads; collections resume when the last one ends.</summary>
    public static CollectorPause Begin()
    {
        lock (s_gate)
        {
            if (s_running++ == 0 && GCSettings.LatencyMode != GCLatencyMode.NoGCRegion) GC.TryStartNoGCRegion(Budget);
        }
        return new CollectorPause();
    }

    /// <summary>Ends the pause.</summary>
    public void Dispose()
    {
        lock (s_gate)
        {
            if (--s_running > 0) return;
            // The runtime left this mode already if the budget ran out.
            if (GCSettings.LatencyMode == GCLatencyMode.NoGCRegion) GC.EndNoGCRegion();
            GC.Collect(1);
        }
        GC.WaitForPendingFinalizers();   // native scalars lie between the activations and would fragment the heap
    }
}
