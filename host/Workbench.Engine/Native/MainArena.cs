using System.Runtime.InteropServices;

namespace Workbench.Engine.Native;

/// <summary>
/// Starts threads that allocate from glibc's main arena. The runtime's threads create other arenas before <see cref="Allocator"/> can
/// prevent it, and glibc assigns them to new threads in turn. Those arenas cannot hold blocks over 64 MB and return each freed one to the
/// system, which makes a pass three times as slow.
/// </summary>
internal static class MainArena
{
    private const int Attempts = 64, LargerThanCached = 4096;
    private const nuint NonMainArenaFlag = 4;   // glibc's NON_MAIN_ARENA flag in the size field before a block

    /// <summary>
    /// Starts a background thread on the main arena. Without <see cref="Allocator.IsTuned"/>, or after 64 attempts, it may use any arena.
    /// </summary>
    /// <param name="work">The body of the thread.</param>
    /// <param name="name">The name of the thread.</param>
    public static void Start(Action work, string name)
    {
        using var found = new ManualResetEventSlim();
        var tried = new List<Thread>();
        for (var attempt = 1; ; attempt++)
        {
            using var decided = new ManualResetEventSlim();
            var (last, chosen) = (!Allocator.IsTuned || attempt == Attempts, false);
            var thread = new Thread(() =>
            {
                chosen = last || IsOnMainArena();
                decided.Set();
                if (chosen) work();
                else found.Wait();   // keeps its arena occupied, so that the next thread gets another one
            }) { IsBackground = true, Name = name };
            thread.Start();
            decided.Wait();
            if (chosen) break;
            tried.Add(thread);
        }
        found.Set();
        foreach (var thread in tried) thread.Join();
    }

    private static unsafe bool IsOnMainArena()
    {
        var block = NativeMemory.Alloc(LargerThanCached);   // a small block may come from a thread cache and belong to another arena
        var size = ((nuint*)block)[-1];
        NativeMemory.Free(block);
        return (size & NonMainArenaFlag) == 0;
    }
}
