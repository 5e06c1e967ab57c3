using Workbench.Conformance.Methods;
using Workbench.Engine.Plugins;

namespace Workbench.Conformance.Metrics;

/// <summary>Every image gives finite rows that carry its id, an existing class or none, and a state that was asked for or none.</summary>
internal sealed class RowsCheck : IPluginCheck
{
    public string Name => "rows";

    public bool IsPrerequisite => true;

    public IEnumerable<string> ProblemsOf(PluginUnderTest plugin)
    {
        var metric = plugin.Metric();
        using var trial = MetricTrial.Prepare(plugin.Trial, metric, new PlainMaps());
        for (var image = 0; image < trial.Count; image++)
            if (ProblemOf(() => trial.Score(metric, image), trial, image) is { } problem)
            {
                yield return problem;
                yield break;
            }
    }

    internal static string? ProblemOf(Func<SampleScore> score, MetricTrial trial, int image)
    {
        try
        {
            var (id, found) = (trial.Of(image).Sample.Id, score());
            if (found.Rows is null || found.Skipped is null)
                return "Score returned a SampleScore without its lists: write [] where there is nothing.";
            foreach (var row in found.Rows)
            {
                if (!double.IsFinite(row.Value))
                    return $"Score gave {row.Value} for image '{id}'{(row.Class is { } c ? $", class {c}" : "")}: a pair that has no value belongs in Skipped, with its reason.";
                if (row.Sample != id)
                    return $"A row of image '{id}' says it is '{row.Sample}': fill it with maps.Sample.Id, which a run resumes by.";
                if (row.Class is { } target && target is < 0 or >= TrialModel.Classes)
                    return $"A row of image '{id}' names class {row.Class}: classes are 0 to {TrialModel.Classes - 1} here; null where the value is the image's.";
                if (row.State is { } state && trial.States.All(asked => asked.Id != state))
                    return $"A row of image '{id}' names state '{state}', which Plan did not ask for: use the Id of one of maps.States, or null.";
            }
            if (found.Skipped.FirstOrDefault(skip => skip.Sample != id) is { } other)
                return $"A skipped row of image '{id}' says it is '{other.Sample}': fill it with maps.Sample.Id.";
            return found.Skipped.Any(skip => string.IsNullOrWhiteSpace(skip.Reason))
                ? $"A skipped row of image '{id}' has no reason: say in a line why there is no value."
                : null;
        }
        catch (Exception error) when (error is not (OutOfMemoryException or PluginHungException))
        {
            return $"Score threw {PluginUnderTest.Describe(error)}.{(error is NotPlannedException ? " Ask for it in Plan." : " A pair that has no value belongs in Skipped, with its reason.")}";
        }
    }
}

/// <summary>A map that is the same everywhere gives finite rows or is skipped.</summary>
internal sealed class FlatMapCheck : IPluginCheck
{
    public string Name => "flat-map";

    public IEnumerable<string> ProblemsOf(PluginUnderTest plugin)
    {
        var metric = plugin.Metric();
        using var trial = MetricTrial.Prepare(plugin.Trial, metric, new FlatMaps());
        var problem = Enumerable
            .Range(0, trial.Count)
            .Select(image => RowsCheck.ProblemOf(() => trial.Score(metric, image), trial, image))
            .FirstOrDefault(problem => problem is not null);
        if (problem is not null) yield return $"With a map of zeros: {problem}";
    }
}

/// <summary>A metric that says it needs no annotation works without one.</summary>
internal sealed class AnnotationsCheck : IPluginCheck
{
    public string Name => "annotations";

    public IEnumerable<string> ProblemsOf(PluginUnderTest plugin)
    {
        var metric = plugin.Metric();
        if (plugin.Plan(metric).Request.Needs != Annotation.None) yield break;
        using var trial = MetricTrial.Prepare(plugin.Trial, metric, new PlainMaps(), boxes: false);
        var problem = Enumerable
            .Range(0, trial.Count)
            .Select(image => RowsCheck.ProblemOf(() => trial.Score(metric, image), trial, image))
            .FirstOrDefault(problem => problem is not null);
        if (problem is not null)
            yield return $"On images without objects: {problem} If it reads the boxes, say so in Plan: Needs = Annotation.Boxes.";
    }
}
