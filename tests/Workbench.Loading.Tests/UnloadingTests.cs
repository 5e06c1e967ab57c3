using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Workbench.Engine.Loading;
using Workbench.Engine.Plugins;
using Workbench.Engine.Store;
using Workbench.TestPlugins;

namespace Workbench.Loading.Tests;

/// <summary>A plugin that has run can be unloaded.</summary>
public sealed class UnloadingTests : IDisposable
{
    private const int Rounds = 20;
    private readonly TemporaryFolder _folder = new();
    private readonly Tiny _tiny = new();

    public void Dispose()
    {
        _tiny.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Twenty_rounds_of_load_run_and_unload_leave_no_context_alive()
    {
        PluginFolders.CopyTo(_folder, "Good", "ThrowsInAttribute");
        var contexts = new List<WeakReference>();
        for (var round = 0; round < Rounds; round++) contexts.AddRange(Round(_folder[$"run-{round}"]));
        contexts.Count.ShouldBe(2 * Rounds);
        for (var i = 0; i < 10 && contexts.Exists(context => context.IsAlive); i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        contexts.Count(context => context.IsAlive).ShouldBe(0);
    }

    // Not inlined, so that no local of a round stays alive in the test's frame.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private IEnumerable<WeakReference> Round(string output)
    {
        using var host = PluginHost.Load([_folder["plugins"]]);
        using var store = CellStore.Open(output);
        string[] methods = ["good@b2{way=absolute-sum}", "throws-in-attribute"];
        var result = _tiny.Run(host, store, methods, ["good-score"]);
        result.Cells.Count(cell => cell.Failure is null && cell.Rows.Count == 2).ShouldBe(1);
        return
        [
            .. methods.Select(method => new WeakReference(
                AssemblyLoadContext.GetLoadContext(host.CreateMethod(PluginCall.Parse(method)).Method.GetType().Assembly))),
        ];
    }
}
