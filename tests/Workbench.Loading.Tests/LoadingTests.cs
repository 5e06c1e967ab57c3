using Workbench.Engine.Loading;
using Workbench.Engine.Plugins;
using Workbench.TestPlugins;

namespace Workbench.Loading.Tests;

/// <summary>Which plugins the host finds in a folder, and which it rejects.</summary>
public sealed class LoadingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private PluginHost Load(params string[] names) => PluginHost.Load([PluginFolders.CopyTo(_folder, names)]);

    [Fact]
    public void A_plugin_is_described_by_its_attributes_and_options_record()
    {
        using var host = Load("Good");
        host.Problems.ShouldBeEmpty();
        host.Plugins.Select(plugin => (plugin.Kind, plugin.Id))
            .ShouldBe([(PluginKind.Method, "good"), (PluginKind.Metric, "good-curve"), (PluginKind.Metric, "good-score")]);
        var method = host.Plugins[0];
        (method.Cite, method.Assembly, method.Percent).ShouldBe(("Doe 2020, eq. 1", "Good.dll", false));
        var file = File.ReadAllBytes(_folder["plugins", "Good", "Good.dll"]);
        method.Hash.ShouldBe(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(file))[..16]);
        method.Options.Select(option => $"{option.Name}={option.Default} {option.Range}{string.Join('|', option.Choices)}")
            .ShouldBe(["layer=b5 ", "scale=0.5 0–1", "way=plain-sum plain-sum|absolute-sum", "negate=false true|false", "pause=0 ≥ 0"]);
        method.Options[1].Help.ShouldBe("factor of the map");
        host.Plugins[2].Percent.ShouldBeTrue();
    }

    // Hashes are cached per content and build of the host. A damaged cache is not used, and other content has a cache of its own.
    [Theory]
    [InlineData("")]
    [InlineData("0123456789abcdef")]
    [InlineData("not a hash Good\nxyz")]
    public void Code_hashes_are_cached_and_recomputed_if_the_cache_is_damaged(string damage)
    {
        string[] Codes()
        {
            using var host = Load("Good");
            return [.. host.Plugins.Select(plugin => plugin.Code)];
        }
        var codes = Codes();
        // Caches of other builds of the host are in the same folder.
        var kept = Path.Combine(
            Workbench.Data.CacheFolders.Plugins,
            StagedPlugins.HashOf(_folder["plugins", "Good"])!,
            $"code-{typeof(CodeHash).Module.ModuleVersionId:n}.txt");
        File.ReadAllLines(kept).Select(line => line.Split(' ')[0]).Order().ShouldBe(codes.Distinct().Order());
        File.WriteAllText(kept, damage);
        Codes().ShouldBe(codes);
        File.ReadAllLines(kept).Length.ShouldBe(codes.Distinct().Count());
        // A valid cache is read.
        var (first, other) = (codes[0], "0123456789abcdef");
        File.WriteAllText(kept, File.ReadAllText(kept).Replace(first, other, StringComparison.Ordinal));
        Codes()[0].ShouldBe(other);
        File.Delete(kept);
        Codes().ShouldBe(codes);
    }

    [Fact]
    public void The_contract_and_TorchSharp_are_those_of_the_host()
    {
        using var host = Load("Good");
        var method = host.CreateMethod(new PluginCall("good")).Method;
        method.ShouldBeAssignableTo<IAttributionMethod>();
        method.GetType().GetInterfaces().ShouldContain(typeof(IAttributionMethod));
        method.GetType().GetMethod("Attribute")!.ReturnType.ShouldBe(typeof(TorchSharp.torch.Tensor));
        System.Runtime.Loader.AssemblyLoadContext.GetLoadContext(method.GetType().Assembly)!.IsCollectible.ShouldBeTrue();
    }

    [Fact]
    public void Every_plugin_of_the_product_loads()
    {
        using var host = PluginHost.Load([PluginFolders.Product]);
        host.Problems.ShouldBeEmpty();
        host.Plugins.Select(plugin => plugin.Id).ShouldBeSubsetOf(host.Plugins.Select(plugin => plugin.Id).Distinct());
        host.Plugins.ShouldContain(plugin => plugin.Id == "gradcam" && plugin.Kind == PluginKind.Method);
        host.Plugins.ShouldContain(plugin => plugin.Id == "pointing-game" && plugin.Percent);
    }

    [Theory]
    [InlineData("ShipsTorchSharp", "TorchSharp.dll")]
    [InlineData("ShipsContract", "Workbench.Abstractions.dll")]
    public void A_plugin_that_ships_an_assembly_of_the_host_is_rejected(string name, string copy)
    {
        using var host = Load(name, "Good");
        var problem = host.Problems.ShouldHaveSingleItem();
        problem.ShouldContain($"{name}.dll' is refused");
        problem.ShouldContain($"Delete '{_folder["plugins", name, copy]}'");
        problem.ShouldContain("ExcludeAssets=\"runtime\"");
        host.Plugins.Count.ShouldBe(3);
        File.Delete(_folder["plugins", name, copy]);
        using var again = PluginHost.Load([_folder["plugins"]]);
        again.Problems.ShouldBeEmpty();
        again.Plugins.Count.ShouldBe(4);
    }

    [Theory]
    [InlineData("OlderMetric", "Method 'Summarise' in type 'Workbench.TestPlugins.OlderMetric'")]
    [InlineData("OlderPass", "it uses IPass.OutputOf, which this workbench's contract does not have")]
    public void A_plugin_of_an_older_contract_is_rejected(string name, string lacks)
    {
        using var host = Load(name, "Good");
        var problem = host.Problems.ShouldHaveSingleItem();
        problem.ShouldStartWith($"'{_folder["plugins", name, $"{name}.dll"]}' cannot be used: {lacks}");
        problem.ShouldEndWith(". Build it against this workbench's contract.");
        host.Plugins.Count.ShouldBe(3);
    }

    [Fact]
    public void A_corrupt_assembly_is_reported_and_the_others_load()
    {
        PluginFolders.CopyTo(_folder, "Good");
        Directory.CreateDirectory(_folder["plugins", "Corrupt"]);
        File.WriteAllText(_folder["plugins", "Corrupt", "Corrupt.dll"], "MZ, but no assembly");
        Directory.CreateDirectory(_folder["plugins", "Torn"]);
        File.WriteAllBytes(_folder["plugins", "Torn", "Torn.dll"], File.ReadAllBytes(_folder["plugins", "Good", "Good.dll"])[..2000]);
        using var host = PluginHost.Load([_folder["plugins"]]);
        host.Problems.Count.ShouldBe(2);
        host.Problems[0].ShouldContain("Corrupt.dll' cannot be used");
        host.Problems[1].ShouldContain("Torn.dll' cannot be used");
        host.Plugins.Count.ShouldBe(3);
    }

    [Fact]
    public void An_assembly_without_plugins_is_reported()
    {
        using var host = Load("NotAPlugin", "Good");
        host.Problems.ShouldHaveSingleItem().ShouldContain("NotAPlugin.dll' cannot be used: it does not reference Workbench.Abstractions");
        host.Plugins.Count.ShouldBe(3);
    }

    [Fact]
    public void A_duplicate_id_is_left_out_and_both_assemblies_named()
    {
        using var host = Load("Good", "SameId");
        host.Problems.ShouldHaveSingleItem().ShouldBe("'good' of SameId.dll is left out: Good.dll already has that id.");
        host.CreateMethod(new PluginCall("good")).Plugin.Assembly.ShouldBe("Good.dll");
    }

    [Fact]
    public void A_folder_that_is_missing_or_has_no_assembly_is_reported_with_a_remedy()
    {
        Directory.CreateDirectory(_folder["plugins", "Empty"]);
        using var host = PluginHost.Load([_folder["nowhere"], _folder["plugins"]]);
        host.Problems.Count.ShouldBe(2);
        host.Problems[0].ShouldContain($"'{_folder["nowhere"]}' does not exist. Build the plugins");
        host.Problems[0].ShouldContain("WORKBENCH_PLUGINS");
        host.Problems[1].ShouldContain("has no Empty.dll");
    }

    [Fact]
    public void An_empty_entry_of_the_plugin_folders_stands_for_the_shipped_plugins()
    {
        var shipped = PluginHost.FoldersOf(null).ShouldHaveSingleItem();
        PluginHost.FoldersOf("").ShouldBe([shipped]);
        var (own, other) = (Path.GetFullPath("own"), Path.GetFullPath("other"));
        PluginHost.FoldersOf(string.Join(Path.PathSeparator, own, "", "other")).ShouldBe([own, shipped, other]);
        PluginHost.FoldersOf(own).ShouldBe([own]);
    }
}
