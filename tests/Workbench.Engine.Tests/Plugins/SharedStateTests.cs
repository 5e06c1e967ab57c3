using Workbench.Engine.Plugins;

namespace Workbench.Engine.Tests.Plugins;

/// <summary>Changes of a plugin to process-wide or thread state are reverted.</summary>
public sealed class SharedStateTests
{
    [Fact]
    public void A_thread_that_interrupts_itself_continues()
    {
        var ended = false;
        var thread = new Thread(() =>
        {
            var state = new SharedState.ThreadState();
            Thread.CurrentThread.Interrupt();
            state.Restore();
            try
            {
                Thread.Sleep(1);
                ended = true;
            }
            catch (ThreadInterruptedException)
            {
                // The interrupt was not cleared.
            }
        });
        thread.Start();
        thread.Join();
        ended.ShouldBeTrue();
    }

    [Fact]
    public void The_thread_pools_limits_are_restored()
    {
        ThreadPool.GetMaxThreads(out var most, out var ports);
        var state = new SharedState();
        ThreadPool.SetMaxThreads(Environment.ProcessorCount, ports).ShouldBeTrue();
        state.Restore();
        ThreadPool.GetMaxThreads(out var after, out _);
        after.ShouldBe(most);
    }
}
