using System.Runtime.CompilerServices;
using Workbench.Engine.Loading;
using Workbench.Engine.Plugins;
using Workbench.Engine.Store;
using Workbench.TestPlugins;

namespace Workbench.Loading.Tests;

/// <summary>A rebuilt plugin replaces its old version, or is rejected with a reason while the old one stays in use.</summary>
public sealed class SwapTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Tiny _tiny = new();
    private readonly PluginHost _host;
    private readonly double _first;

    public SwapTests()
    {
        PluginFolders.CopyTo(_folder, "Good");
        _host = PluginHost.Load([PluginFolders.CopyOver(_folder, "Versioned", "VersionOne")]);
        _host.Problems.ShouldBeEmpty();
        _first = Value();
        _first.ShouldBeGreaterThan(0);
    }

    private string Dll => _folder["plugins", "Versioned", "Versioned.dll"];

    public void Dispose()
    {
        _host.Dispose();
        _tiny.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_new_version_is_swapped_in_and_the_old_one_back()
    {
        Lay("VersionTwo");
        var change = _host.Refresh().ShouldHaveSingleItem();
        (change.Assembly, change.Kind, change.Problems.Count).ShouldBe(("Versioned.dll", PluginChangeKind.Replaced, 0));
        change.Ids.ShouldBe(["versioned"]);   // the assembly's two other classes have not changed
        change.ToString().ShouldBe("Versioned.dll swapped: versioned changed.");
        Value().ShouldBe(2 * _first);
        _host.StillLoaded().ShouldBeEmpty();

        Lay("VersionOne");
        _host.Refresh().ShouldHaveSingleItem().Kind.ShouldBe(PluginChangeKind.Replaced);
        Value().ShouldBe(_first);
        _host.StillLoaded().ShouldBeEmpty();
    }

    [Fact]
    public void A_store_finds_the_rows_of_both_versions_and_of_unchanged_plugins()
    {
        using var store = CellStore.InMemory();
        var first = Keys(store);
        Lay("VersionTwo");
        _host.Refresh().Count.ShouldBe(1);
        var second = Keys(store);
        store.Keys.Count.ShouldBe(3);   // 'steady' has the same key in both
        second["steady"].ShouldBe(first["steady"]);
        second["versioned"].ShouldNotBe(first["versioned"]);
        Lay("VersionOne");
        _host.Refresh().Count.ShouldBe(1);
        Keys(store).ShouldBe(first);
        store.Keys.Count.ShouldBe(3);
    }

    [Fact]
    public void Touching_a_file_is_not_a_change()
    {
        File.SetLastWriteTimeUtc(Dll, DateTime.UtcNow.AddMinutes(1));
        _host.Refresh(_ => throw new InvalidOperationException("nothing to look at")).ShouldBeEmpty();
        Lay("VersionOne");
        _host.Refresh().ShouldBeEmpty();
    }

    [Fact]
    public void A_rebuild_of_the_same_code_is_swapped_and_changes_no_id()
    {
        File.AppendAllText(_folder["plugins", "Versioned", "Versioned.deps.json"], "\n");
        var change = _host.Refresh().ShouldHaveSingleItem();
        change.Ids.ShouldBeEmpty();
        change.ToString().ShouldBe("Versioned.dll swapped: no code changed.");
        Value().ShouldBe(_first);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(300)]
    [InlineData(3000)]
    public void A_broken_or_half_written_assembly_keeps_the_old_version(int bytes)
    {
        File.WriteAllBytes(Dll, File.ReadAllBytes(Path.Combine(TestPlugin.Folder("VersionTwo"), "Versioned.dll"))[..bytes]);
        ShouldRefuse($"'{Dll}' cannot be used: ");
    }

    [Fact]
    public void A_file_that_is_not_an_assembly_keeps_the_old_version()
    {
        File.WriteAllText(Dll, "no assembly at all");
        ShouldRefuse($"'{Dll}' cannot be used: ");
    }

    [Fact]
    public void A_version_that_fails_its_check_keeps_the_old_one()
    {
        Lay("VersionTwo");
        var looked = new List<string>();
        IReadOnlyList<string> Look(string folder)
        {
            looked.Add(folder);
            return ["Its map is upside down.", "It has no citation."];
        }
        var change = _host.Refresh(Look).ShouldHaveSingleItem();
        Path.GetFileName(looked.ShouldHaveSingleItem()).ShouldBe("Versioned");
        change
            .ToString()
            .ShouldBe("Versioned.dll is refused; its last version, if any, stays in use: Its map is upside down. It has no citation.");
        Value().ShouldBe(_first);
        _host.StillLoaded().ShouldBeEmpty();   // the rejected version is unloaded too
        _host.Refresh(Look).ShouldBeEmpty();
        looked.Count.ShouldBe(1);              // it is checked once
    }

    [Fact]
    public void A_version_without_one_of_its_ids_keeps_the_old_one()
    {
        Lay("VersionLess");
        ShouldRefuse("It no longer has 'steady', and a running workbench keeps the ids it started with. Restore the id, or restart.");
    }

    [Fact]
    public void A_version_with_another_plugins_id_keeps_the_old_one()
    {
        Lay("VersionTaken");
        ShouldRefuse("Its id 'good' is already used by Good.dll. Choose another id.");
    }

    [Theory, InlineData(false), InlineData(true)]
    public void A_deleted_plugin_stays_in_use_and_can_come_back(bool withFolder)
    {
        if (withFolder) Directory.Delete(_folder["plugins", "Versioned"], recursive: true);
        else File.Delete(Dll);
        _host.Refresh().ShouldHaveSingleItem().ToString().ShouldBe("Versioned.dll is gone; its last version stays in use.");
        _host.Refresh().ShouldBeEmpty();
        Value().ShouldBe(_first);
        Lay("VersionTwo");
        _host.Refresh().ShouldHaveSingleItem().Kind.ShouldBe(PluginChangeKind.Replaced);
        Value().ShouldBe(2 * _first);
    }

    [Fact]
    public void A_rejected_version_that_is_deleted_is_reported_as_gone()
    {
        Lay("VersionLess");
        _host.Refresh().ShouldHaveSingleItem().Kind.ShouldBe(PluginChangeKind.Refused);
        File.Delete(Dll);
        _host.Refresh().ShouldHaveSingleItem().Kind.ShouldBe(PluginChangeKind.Removed);
    }

    [Fact]
    public void A_new_plugin_is_found()
    {
        PluginFolders.CopyTo(_folder, "WrongShape");
        var change = _host.Refresh().ShouldHaveSingleItem();
        (change.Kind, change.ToString()).ShouldBe((PluginChangeKind.Added, "WrongShape.dll is new: wrong-shape."));
        _host.CreateMethod(new PluginCall("wrong-shape")).Plugin.Assembly.ShouldBe("WrongShape.dll");
        Value().ShouldBe(_first);
    }

    [Fact]
    public void A_plugin_that_was_broken_at_the_start_is_tried_again_after_a_build()
    {
        Directory.CreateDirectory(_folder["plugins", "Late"]);
        File.WriteAllText(_folder["plugins", "Late", "Late.dll"], "not yet");
        PluginFolders.CopyTo(_folder, "ReturnsNaN");
        using var host = PluginHost.Load([_folder["plugins"]]);
        host.Problems.ShouldHaveSingleItem().ShouldContain("Late.dll' cannot be used");
        host.Refresh().ShouldBeEmpty();
        File.Copy(_folder["plugins", "ReturnsNaN", "ReturnsNaN.dll"], _folder["plugins", "Late", "Late.dll"], overwrite: true);
        Directory.Delete(_folder["plugins", "ReturnsNaN"], recursive: true);
        var kinds = host.Refresh().Select(change => (change.Assembly, change.Kind)).ToList();
        kinds.ShouldContain(("ReturnsNaN.dll", PluginChangeKind.Removed));
        kinds.ShouldContain(("Late.dll", PluginChangeKind.Refused));   // its id belongs to the version that is still in use
    }

    private void Lay(string project) => PluginFolders.CopyOver(_folder, "Versioned", project);

    private void ShouldRefuse(string sentence)
    {
        var change = _host.Refresh().ShouldHaveSingleItem();
        change.Kind.ShouldBe(PluginChangeKind.Refused);
        change.Ids.ShouldBeEmpty();
        change.Problems.ShouldHaveSingleItem().ShouldStartWith(sentence);
        change.Problems[0].ShouldEndWith(".");
        Value().ShouldBe(_first);
        _host.Plugins.Select(plugin => plugin.Id).ShouldBe(["good", "steady", "versioned", "good-curve", "good-score", "mean-of-map"]);
        _host.Refresh().ShouldBeEmpty();   // unchanged, so not checked again
        Lay("VersionOne");
        _host.Refresh().ShouldBeEmpty();   // the version in use
        Lay("VersionTwo");
        _host.Refresh().ShouldHaveSingleItem().Kind.ShouldBe(PluginChangeKind.Replaced);
        Value().ShouldBe(2 * _first);
        _host.StillLoaded().ShouldBeEmpty();
    }

    // Not inlined, so that no local stays alive in a test's frame.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private double Value()
    {
        using var store = CellStore.InMemory();
        return _tiny.Run(_host, store, ["versioned"], ["mean-of-map"]).Cells.Single().Score!.Value;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Dictionary<string, string> Keys(CellStore store)
    {
        string[] methods = ["versioned", "steady"];
        _tiny.Run(_host, store, methods, ["mean-of-map"]).Cells.Count(cell => cell.Rows.Count == 2).ShouldBe(2);
        return methods.ToDictionary(method => method, method => _host.Plugins.Single(plugin => plugin.Id == method).Code);
    }
}
