using Workbench.Engine.Plugins;
using Workbench.Engine.Runs;

namespace Workbench.Specs;

/// <summary>Looks up the methods and metrics that a spec names.</summary>
public static class SpecResolver
{
    /// <summary>Makes every method and metric of a spec.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="catalog">The methods and metrics at hand.</param>
    /// <exception cref="SpecException">All names, options and values that do not exist, and all that stand twice.</exception>
    public static Experiment Resolve(ExperimentSpec spec, IPluginCatalog catalog) =>
        ProblemList.Collect(problems => Resolve(spec, catalog, problems));

    internal static Experiment Resolve(ExperimentSpec spec, IPluginCatalog catalog, ProblemList problems)
    {
        var methods = Distinct(spec.Methods, catalog.CreateMethod, method => method.Name, problems);
        var metrics = Distinct(spec.Metrics, catalog.CreateMetric, metric => metric.Name, problems);
        var claims = new List<DropClaim>();
        foreach (var claim in spec.Claims)
        {
            var method = Create(claim.Method, catalog.CreateMethod, problems)?.Name;
            var others = claim.Others?.Select(other => Create(other, catalog.CreateMethod, problems)?.Name).OfType<string>().ToList();
            var from = Create(claim.From, catalog.CreateMetric, problems)?.Name;
            var to = Create(claim.To, catalog.CreateMetric, problems)?.Name;
            if (method is not null && from is not null && to is not null) claims.Add(new DropClaim(method, others, claim.Times, from, to));
        }
        return new Experiment(spec, methods, metrics, claims);
    }

    private static List<T> Distinct<T>(IReadOnlyList<Marked<PluginCall>> calls, Func<PluginCall, T> create, Func<T, string> name, ProblemList problems)
        where T : class
    {
        var (made, marks) = (new List<T>(), new Dictionary<string, Mark>(StringComparer.Ordinal));
        foreach (var call in calls)
        {
            if (Create(call, create, problems) is not { } instance) continue;
            if (marks.TryAdd(name(instance), call.Mark)) made.Add(instance);
            else problems.Add(call.Mark, $"'{name(instance)}' stands twice: here and at {Elsewhere(marks[name(instance)], call.Mark)}.");
        }
        return made;
    }

    private static string Elsewhere(Mark first, Mark second) =>
        first.Line == second.Line ? $"line {first.Line}, column {first.Column}" : $"line {first.Line}";

    private static T? Create<T>(Marked<PluginCall> call, Func<PluginCall, T> create, ProblemList problems) where T : class
    {
        try
        {
            return create(call.Value);
        }
        catch (PluginCallException error)
        {
            foreach (var problem in error.Problems) problems.Add(call.Mark, problem);
            return null;
        }
    }
}
