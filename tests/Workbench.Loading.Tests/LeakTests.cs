using System.Runtime.CompilerServices;
using Workbench.Engine.Loading;
using Workbench.Engine.Store;
using Workbench.TestPlugins;

namespace Workbench.Loading.Tests;

/// <summary>Swapping a plugin leaves nothing in memory, or names the assembly that is still in use.</summary>
public sealed class LeakTests : IDisposable
{
    private const int WarmUp = 20;
    private static readonly int s_swaps = TestTier.Choose(30, 300);
    private const long Megabyte = 1 << 20;

    private readonly TemporaryFolder _folder = new();
    private readonly Tiny _tiny = new();

    public void Dispose()
    {
        _tiny.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Many_swaps_leave_no_context_and_at_most_10_MB()
    {
        using var host = PluginHost.Load([PluginFolders.CopyOver(_folder, "Versioned", "VersionOne")]);
        double[] values = [Value(host, "versioned"), Swapped(host, "VersionTwo")];
        values[1].ShouldBe(2 * values[0]);
        var before = 0L;
        for (var swap = 0; swap < WarmUp + s_swaps; swap++)
        {
            if (swap == WarmUp) before = Memory(host);
            Swapped(host, swap % 2 == 0 ? "VersionOne" : "VersionTwo").ShouldBe(values[swap % 2]);
        }
        var grown = Memory(host) - before;
        TestContext.Current.TestOutputHelper?.WriteLine($"{s_swaps} swaps: {grown / (double)Megabyte:0.0} MB");
        grown.ShouldBeLessThanOrEqualTo(10 * Megabyte);
    }

    [Theory]
    [SlowInlineData("leaks-handler")]
    [InlineData("leaks-thread")]
    public void A_plugin_that_the_host_still_refers_to_is_named(string method)
    {
        PluginFolders.CopyTo(_folder, "Leaks", "Good");
        using var host = PluginHost.Load([_folder["plugins"]]);
        Run(host, method);
        File.AppendAllText(_folder["plugins", "Leaks", "Leaks.deps.json"], "\n");
        host.Refresh().ShouldHaveSingleItem().Kind.ShouldBe(PluginChangeKind.Replaced);
        host.StillLoaded().ShouldBe(["Leaks.dll"]);
        host.StillLoaded().ShouldBe(["Leaks.dll"]);   // and again while it stays loaded
    }

    [Fact]
    public void A_refresh_checks_only_after_a_build_and_warns_of_assemblies_that_stay()
    {
        PluginFolders.CopyTo(_folder, "Leaks", "Good");
        using var plugins = new PluginReloader([_folder["plugins"]]);
        Run(plugins.Host, "leaks-handler");
        IReadOnlyList<string> Unasked(string folder) => throw new InvalidOperationException("nothing to look at");
        plugins.Refresh(Unasked).Changes.ShouldBeEmpty();
        File.SetLastWriteTimeUtc(_folder["plugins", "Leaks", "Leaks.dll"], DateTime.UtcNow.AddMinutes(1));
        plugins.Refresh(Unasked).Changes.ShouldBeEmpty();   // written with the same content

        File.AppendAllText(_folder["plugins", "Leaks", "Leaks.deps.json"], "\n");
        File.SetLastWriteTimeUtc(_folder["plugins", "Leaks", "Leaks.dll"], DateTime.UtcNow.AddMinutes(2));
        var (changes, warnings) = plugins.Refresh(_ => []);
        changes.ShouldHaveSingleItem().Kind.ShouldBe(PluginChangeKind.Replaced);
        warnings.ShouldBe(["The previous version of Leaks.dll is still in memory, because some of its code runs or is referenced."]);
        plugins.Refresh(Unasked).Changes.ShouldBeEmpty();
    }

    [Fact]
    public void Objects_in_a_plugins_own_fields_are_freed_with_it()
    {
        PluginFolders.CopyTo(_folder, "Leaks", "Good");
        using var host = PluginHost.Load([_folder["plugins"]]);
        Run(host, "leaks-tensors");
        File.AppendAllText(_folder["plugins", "Leaks", "Leaks.deps.json"], "\n");
        host.Refresh().ShouldHaveSingleItem().Kind.ShouldBe(PluginChangeKind.Replaced);
        host.StillLoaded().ShouldBeEmpty();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Run(PluginHost host, string method)
    {
        using var store = CellStore.InMemory();
        _tiny.Run(host, store, [method], ["good-score"]).Cells.Single().Rows.Count.ShouldBe(2);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private double Swapped(PluginHost host, string project)
    {
        PluginFolders.CopyOver(_folder, "Versioned", project);
        host.Refresh().ShouldHaveSingleItem().Kind.ShouldBe(PluginChangeKind.Replaced);
        return Value(host, "versioned");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private double Value(PluginHost host, string method)
    {
        using var store = CellStore.InMemory();
        return _tiny.Run(host, store, [method], ["mean-of-map"]).Cells.Single().Score!.Value;
    }

    private static long Memory(PluginHost host)
    {
        host.StillLoaded().ShouldBeEmpty();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
