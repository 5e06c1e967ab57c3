using Workbench.Engine.Plugins;

namespace Workbench.Engine.Tests.Plugins;

/// <summary>What a plugin changes for all of the process, or leaves of its thread, is set back.</summary>
public sealed class SharedStateTests
{
    [Fact]
    public void A_thread_that_interrupts_itself_goes_on()
    {
        var ended = false;
        var thread = new Thread(() =>
        {
            var state = new SharedState.OfThread();
            Thread.CurrentThread.Interrupt();
            state.Restore();
            try
            {
                Thread.Sleep(1);
                ended = true;
            }
            catch (ThreadInterruptedException)
            {
                // It was not taken back.
            }
        });
        thread.Start();
        thread.Join();
        ended.ShouldBeTrue();
    }

    [Fact]
    public void The_thread_pools_limits_are_set_back()
    {
        ThreadPool.GetMaxThreads(out var most, out var ports);
        var state = new SharedState();
        ThreadPool.SetMaxThreads(Environment.ProcessorCount, ports).ShouldBeTrue();
        state.Restore();
        ThreadPool.GetMaxThreads(out var after, out _);
        after.ShouldBe(most);
    }
}
