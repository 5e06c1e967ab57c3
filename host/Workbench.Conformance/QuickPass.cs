using Workbench.Conformance.Methods;
using Workbench.Conformance.Metrics;
using Workbench.Engine.Loading;
using Workbench.Engine.Native;
using Workbench.Engine.Passes;
using Workbench.Engine.Plugins;

namespace Workbench.Conformance;

/// <summary>
/// One pass of every method and metric of an assembly with its defaults. A running workbench uses it before it takes a new version.
/// </summary>
/// <param name="models">The models that they are tried on.</param>
/// <param name="limit">Longest duration of one call.</param>
internal sealed class QuickPass(TrialModels models, TimeSpan limit)
{
    /// <summary>Name of the finding about the pass.</summary>
    public const string Name = "pass";

    private static readonly int[] s_images = [0, 1];

    /// <summary>Runs the passes and returns one finding per class.</summary>
    public IEnumerable<PluginFinding> Run(IReadOnlyList<PluginClass> classes)
    {
        using var pause = CollectorPause.Begin();   // one pause for all classes
        var fine = PassingTogether([.. classes.Where(plugin => plugin.Descriptor.Kind == PluginKind.Method)]);
        foreach (var plugin in classes)
        {
            var trial = new Trial(models.Single, limit);
            var problem = fine.Contains(plugin)
                ? null
                : Attempt(() => plugin.Descriptor.Kind == PluginKind.Method ? CheckMethod(trial, plugin) : CheckMetric(trial, plugin));
            yield return new PluginFinding(plugin.Descriptor.Id, Name, problem is null, problem ?? "");
        }
    }

    // Methods that pass in one common grid need no pass of their own. If one hangs, or tensors are left, each is tried alone.
    private HashSet<PluginClass> PassingTogether(IReadOnlyList<PluginClass> methods)
    {
        var trial = new Trial(models.Single, limit);
        var made = new Dictionary<MethodInstance, PluginClass>();
        foreach (var plugin in methods)
            Attempt(() =>
            {
                var method = PluginUnderTest.Method(plugin);
                PluginClock.CallOnce(limit, method, () => method.Method.Plan(trial.Model.Architecture));
                made[method] = plugin;
                return null;
            });
        var passing = new HashSet<PluginClass>();
        Attempt(() =>
        {
            var failures = trial.Run([.. made.Keys], s_images, Trial.PresentClasses).Failures;
            if (LiveTensors.CountAfter(() => trial.Run([.. made.Keys], s_images, Trial.PresentClasses)) == 0)
                passing.UnionWith(made.Where(pair => !failures.ContainsKey(pair.Key)).Select(pair => pair.Value));
            return null;
        });
        return passing;
    }

    private string? Attempt(Func<string?> work)
    {
        try
        {
            return work();
        }
        catch (PluginHungException)
        {
            models.Reset();   // the abandoned call may still read them
            return $"It did not return within {limit.TotalSeconds:0.###} s.";
        }
        catch (UnsupportedModelException)
        {
            return null;   // the method says that it is not defined on the trial model, a VGG
        }
        catch (Exception error) when (error is PluginCallException or PlanException)
        {
            return error.Message;
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return $"It threw {PluginUnderTest.Describe(error)}.";
        }
    }

    private static string? CheckMethod(Trial trial, PluginClass plugin)
    {
        var method = PluginUnderTest.Method(plugin);
        PluginClock.CallOnce(trial.Limit, method, () => method.Method.Plan(trial.Model.Architecture)); // the planner's own limit is longer
        if (MapProblems.FindProblem(() => trial.Run([method], s_images, Trial.PresentClasses), method) is { } problem) return problem;
        return DescribeLeak(LiveTensors.CountAfter(() => trial.Run([method], s_images, Trial.PresentClasses)));
    }

    private static string? CheckMetric(Trial trial, PluginClass plugin)
    {
        var (made, canonical) = plugin.Options.Create(plugin.Type, new PluginCall(plugin.Descriptor.Id));
        var metric = new MetricInstance(canonical, plugin.Descriptor, (IMetric)made);
        PluginClock.CallOnce(trial.Limit, metric, () => metric.Metric.Plan(trial.Model.Architecture));
        using var scores = MetricTrial.Prepare(trial, metric, new PlainMaps());
        if (RowsCheck.FindProblem(() => scores.Score(metric, 0), scores, 0) is { } problem) return problem;
        var rows = scores.Score(metric, 0).Rows;
        try
        {
            PluginClock.CallOnce(trial.Limit, metric, () => metric.Metric.Summarise(rows, trial.Model.Architecture));
        }
        catch (Exception error) when (error is not (OutOfMemoryException or PluginHungException))
        {
            return $"Summarise threw {PluginUnderTest.Describe(error)}.";
        }
        return DescribeLeak(LiveTensors.CountAfter(() => scores.Score(metric, 0)));
    }

    private static string? DescribeLeak(long tensors) => tensors > 0 ? $"Tensors alive after the pass: {tensors}." : null;
}
