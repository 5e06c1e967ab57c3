namespace Workbench.Conformance.Methods;

/// <summary>Checks that a map is the same alone and in a grid with other methods, before or after them.</summary>
internal sealed class AloneCheck : IPluginCheck
{
    private const double Tolerance = 1e-10;

    public string Name => "alone";

    public IEnumerable<string> FindProblems(PluginUnderTest plugin)
    {
        var method = plugin.Method();
        var alone = plugin.Trial.Run([method], Neighbours.Images, Trial.PresentClasses);
        foreach (var (grid, there) in plugin.Neighbours.GridsWithMethod(method.Name))
        {
            var worst = alone
                .Maps.Select(map =>
                    grid.Maps.TryGetValue((there, map.Key.Image, map.Key.Target), out var found)
                        ? found.DeviationFrom(map.Value)
                        : double.PositiveInfinity)
                .Max();
            if (worst <= Tolerance) continue;
            var difference = double.IsInfinity(worst) ? "fails" : $"differs by {worst:0.0e+0} of its maximum";
            yield return $"Its map {difference} in a grid with the assembly's other methods and one of the check's own: "
                + "read nothing but the pass, do not write into its tensors, and share no static state between classes.";
            yield break;
        }
    }
}
