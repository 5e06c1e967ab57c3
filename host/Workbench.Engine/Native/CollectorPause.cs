using System.Runtime;

namespace Workbench.Engine.Native;

/// <summary>
/// Keeps the garbage collector away while libtorch computes. TorchSharp 0.107 lets a number that is handed to an operator (a <c>Scalar</c>) be finalised while the native call
/// still reads it: a collection that falls into the call, set off by any other thread, frees it. One call in some ten thousand collections then throws "Expected false
/// to be true" or reads another number. Collections wait for the end of the batch instead, or for the budget to run out.
/// </summary>
public sealed class CollectorPause : IDisposable
{
    private const long Budget = 512L << 20;
    private static readonly Lock s_gate = new();
    private static int s_running;

    private CollectorPause()
    {
    }

    /// <summary>Begins a pause; pauses may overlap on any threads, and the last to end ends it.</summary>
    public static CollectorPause Begin()
    {
        lock (s_gate)
        {
            if (s_running++ == 0 && GCSettings.LatencyMode != GCLatencyMode.NoGCRegion) GC.TryStartNoGCRegion(Budget);
        }
        return new CollectorPause();
    }

    /// <summary>Ends it.</summary>
    public void Dispose()
    {
        lock (s_gate)
        {
            // Out of the mode already where the budget ran out.
            if (--s_running > 0) return;
            if (GCSettings.LatencyMode == GCLatencyMode.NoGCRegion) GC.EndNoGCRegion();
            GC.Collect(1);
        }
        GC.WaitForPendingFinalizers();   // the numbers' native halves lie between the activations, and would keep the heap in pieces
    }
}
