using System.Runtime.InteropServices;

namespace Workbench.Engine.Native;

/// <summary>
/// Threads whose memory comes from glibc's main arena. The runtime's threads have made other arenas before <see cref="Allocator"/> could forbid it, and glibc gives a new thread one of them in turn;
/// they hold no block over 64 MB and hand every free one back to the system, which makes a pass three times as slow.
/// </summary>
internal static class MainArena
{
    private const int Attempts = 64, LargerThanCached = 4096;
    private const nuint OfAnotherArena = 4;   // glibc's flag in the size that stands before a block

    /// <summary>Starts a background thread on the main arena; on any arena where there is no choice.</summary>
    /// <param name="work">What it does.</param>
    /// <param name="name">Its name.</param>
    public static void Start(Action work, string name)
    {
        using var found = new ManualResetEventSlim();
        var tried = new List<Thread>();
        for (var attempt = 1; ; attempt++)
        {
            using var decided = new ManualResetEventSlim();
            var (last, chosen) = (!Allocator.Tuned || attempt == Attempts, false);
            var thread = new Thread(() =>
            {
                chosen = last || IsHere();
                decided.Set();
                if (chosen) work();
                else found.Wait();   // it keeps its arena until then, so that the next one gets another
            }) { IsBackground = true, Name = name };
            thread.Start();
            decided.Wait();
            if (chosen) break;
            tried.Add(thread);
        }
        found.Set();
        foreach (var thread in tried) thread.Join();
    }

    private static unsafe bool IsHere()
    {
        var block = NativeMemory.Alloc(LargerThanCached);   // a small one may be another thread's that this one has freed
        var size = ((nuint*)block)[-1];
        NativeMemory.Free(block);
        return (size & OfAnotherArena) == 0;
    }
}
