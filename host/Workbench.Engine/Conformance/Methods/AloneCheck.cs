using Workbench.Engine.Passes;
using Workbench.Engine.Plugins;

namespace Workbench.Engine.Conformance.Methods;

/// <summary>A map is the same alone and in a grid with other methods, before or after them.</summary>
internal sealed class AloneCheck : IPluginCheck
{
    private const double Tolerance = 1e-10;
    private static readonly int[] s_images = [0, 1];

    public string Name => "alone";

    public IEnumerable<string> ProblemsOf(PluginUnderTest plugin)
    {
        var (method, witness) = (plugin.Method(), Trial.Nameless(new Witness()));
        var others = plugin.Others.Select(Make).OfType<MethodInstance>().ToList();
        var alone = plugin.Trial.Run([method], s_images, Trial.Present);
        foreach (MethodInstance[] grid in (MethodInstance[][])[[method, .. others, witness], [witness, .. others, method]])
        {
            TrialResult beside;
            try
            {
                beside = plugin.Trial.Run(grid, s_images, Trial.Present);
            }
            catch (PlanException)
            {
                yield break;   // one of the others has a plan that cannot be met: said there
            }
            catch (PluginHungException hung) when (hung.Plugin != (object)method)
            {
                yield break;   // another one hangs: said there
            }
            var worst = alone.Maps.Select(map => beside.Maps.TryGetValue(map.Key, out var found) ? found.DeviationFrom(map.Value) : double.PositiveInfinity).Max();
            if (worst <= Tolerance) continue;
            yield return $"Its map {(double.IsInfinity(worst) ? "fails" : $"differs by {worst:0.0e+0} of its maximum")} beside other methods ({string.Join(", ", others.Select(other => other.Name).Append("one of the check's own"))}): read nothing but the pass, and share no static state between classes.";
            yield break;
        }
    }

    private static MethodInstance? Make(PluginClass other)
    {
        try
        {
            return PluginUnderTest.Method(other);
        }
        catch (PluginCallException)
        {
            return null;   // said there
        }
    }
}
