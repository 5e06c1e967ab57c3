using Workbench.Engine.Plugins;

namespace Workbench.Specs;

/// <summary>Resolves the methods and metrics that a spec names.</summary>
internal static class SpecResolver
{
    /// <summary>Creates every method and metric of a spec.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="catalog">The available methods and metrics.</param>
    /// <exception cref="SpecException">A name, option or value is unknown, or a list has a duplicate; all are listed.</exception>
    public static Experiment Resolve(ExperimentSpec spec, IPluginCatalog catalog) =>
        ProblemList.Collect(problems => Resolve(spec, catalog, problems));

    internal static Experiment Resolve(ExperimentSpec spec, IPluginCatalog catalog, ProblemList problems)
    {
        // One instance per name, so that tables share their cells.
        var methods = new InstanceList<MethodInstance>(catalog.CreateMethod, method => method.Name, problems);
        var metrics = new InstanceList<MetricInstance>(catalog.CreateMetric, metric => metric.Name, problems);
        return new Experiment(
            spec,
            [.. spec.Tables.Select(table => new TableResolver(table, spec.Overrides, methods, metrics, problems).Resolve())])
        {
            Figures =
            [
                .. spec.Figures.Select(figure => figure.Resolve(methods.CreateDistinct, call => methods.GetOrCreate(call)?.Name, problems)),
            ],
        };
    }
}
