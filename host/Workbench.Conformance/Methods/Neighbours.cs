using Workbench.Engine.Loading;
using Workbench.Engine.Passes;
using Workbench.Engine.Plugins;

namespace Workbench.Conformance.Methods;

/// <summary>
/// The maps of all methods of an assembly and a <see cref="Witness"/> in one grid, in both orders. Computed once, on first use.
/// </summary>
/// <param name="classes">The classes of the assembly.</param>
/// <param name="models">The models that they run on.</param>
/// <param name="limit">Longest duration of one call.</param>
internal sealed class Neighbours(IReadOnlyList<PluginClass> classes, TrialModels models, TimeSpan limit)
{
    private readonly HashSet<string> _left = new(StringComparer.Ordinal);
    private IReadOnlyList<(string Name, TrialResult Result, MethodInstance Method)>? _runs;

    /// <summary>Indices of the images of the grid.</summary>
    public static IReadOnlyList<int> Images { get; } = [0, 1];

    /// <summary>Returns the grids that contain a method, one for each order; none if the method cannot be run.</summary>
    public IEnumerable<(TrialResult Result, MethodInstance Method)> GridsWithMethod(string name) =>
        (_runs ??= [.. Run(false), .. Run(true)]).Where(run => run.Name == name).Select(run => (run.Result, run.Method));

    private IEnumerable<(string, TrialResult, MethodInstance)> Run(bool reversed)
    {
        while (true)
        {
            var methods = classes
                .Where(plugin => plugin.Descriptor.Kind == PluginKind.Method)
                .Select(Make)
                .OfType<MethodInstance>()
                .Where(method => !_left.Contains(method.Name))
                .ToList();
            MethodInstance[] grid = [.. methods, Trial.WithoutAttribute(new Witness())];
            try
            {
                var result = new Trial(models.Double, limit).Run(reversed ? [.. grid.Reverse()] : grid, Images, Trial.PresentClasses);
                return methods.Select(method => (method.Name, result, method));
            }
            catch (PluginHungException hung) when (hung.Plugin is MethodInstance or SharedRule)
            {
                models.Reset();
                _left.UnionWith(
                    hung.Plugin is SharedRule rule ? rule.Methods.Select(method => method.Name) : [((MethodInstance)hung.Plugin).Name]);
            }
        }
    }

    // A method that cannot be constructed or planned is left out; its own checks report it.
    private MethodInstance? Make(PluginClass plugin)
    {
        try
        {
            var method = PluginUnderTest.Method(plugin);
            return Planner.Plan([Trial.RequestMaps(method)], models.Double.Service.Architecture).FailedMethods.Count == 0 ? method : null;
        }
        catch (Exception error) when (error is PluginCallException or PlanException)
        {
            return null;
        }
    }
}
