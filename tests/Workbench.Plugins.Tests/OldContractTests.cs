using Workbench.Engine.Loading;
using Workbench.Engine.Passes;
using Workbench.Engine.Plugins;
using Workbench.Engine.Runs;

namespace Workbench.Plugins.Tests;

/// <summary>
/// A plugin that was built against version 0.2.0 of the contract, when networks were chains. It is kept as a file; its source lies beside
/// it.
/// </summary>
public sealed class OldContractTests
{
    [Fact]
    public void A_plugin_of_contract_0_2_runs_unchanged_on_a_chain()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["plugins", "Contract02"]);
        File.Copy(Repository.Reference("contract-0.2.0/Contract02.dll"), folder["plugins", "Contract02", "Contract02.dll"]);
        using var host = PluginHost.Load([folder["plugins"]]);
        host.Problems.ShouldBeEmpty();
        host.Plugins.Select(plugin => plugin.Id).ShouldBe(["old-gradcam", "old-lrp", "old-mean"], ignoreOrder: true);

        using var scope = TorchSharp.torch.NewDisposeScope();
        using var model = SmallNet.Load(1);
        var input = SmallNet.Input(1, 64, 64);
        MethodInstance[] old = [host.CreateMethod(PluginCall.Parse("old-gradcam@b4")), host.CreateMethod(PluginCall.Parse("old-lrp"))];
        var run = new MapRun(model, old, MapRun.KindsOf([MapTarget.FromClass(2)]));
        run.Plan.FailedMethods.ShouldBeEmpty();
        using var maps = run.Run([(Map.Image, [MapTarget.FromClass(2)])], input)[0];
        var now = Map.Compute(model, ["gradcam@b4", "lrp-epsilon{start=logit,stabilizer=1e-12}"], input, 2);
        foreach (var (method, call) in old.Zip(["gradcam@b4", "lrp-epsilon{start=logit,stabilizer=1e-12}"]))
        {
            maps.FailureOf(method).ShouldBeNull();
            Map.From(maps.Map(method, 2)).DeviationFrom(now[(call, 2)]).ShouldBeLessThan(1e-9, method.Name);
        }
    }
}
