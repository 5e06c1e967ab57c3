using Workbench.Conformance.Methods;
using Workbench.Engine.Plugins;

namespace Workbench.Conformance.Metrics;

/// <summary>Checks that every image gives finite rows with its id, an existing class or null, and a requested state or null.</summary>
internal sealed class RowsCheck : IPluginCheck
{
    public string Name => "rows";

    public bool IsPrerequisite => true;

    public IEnumerable<string> FindProblems(PluginUnderTest plugin)
    {
        var metric = plugin.Metric();
        using var trial = MetricTrial.Prepare(plugin.Trial, metric, new PlainMaps());
        for (var image = 0; image < trial.Count; image++)
            if (FindProblem(() => trial.Score(metric, image), trial, image) is { } problem)
            {
                yield return problem;
                yield break;
            }
    }

    internal static string? FindProblem(Func<SampleScore> score, MetricTrial trial, int image)
    {
        try
        {
            var (id, found) = (trial.MapsOfImage(image).Sample.Id, score());
            if (found.Rows is null || found.Skipped is null)
                return "Score returned a SampleScore without its lists: use [] for an empty list.";
            foreach (var row in found.Rows)
            {
                if (!double.IsFinite(row.Value))
                    return $"Score gave {row.Value} for image '{id}'{(row.Class is { } c ? $", class {c}" : "")}: "
                        + "put a pair without a value into Skipped, with its reason.";
                if (row.Sample != id)
                    return $"A row of image '{id}' names image '{row.Sample}': use maps.Sample.Id, by which a run resumes.";
                if (row.Class is { } target && target is < 0 or >= TrialModel.Classes)
                    return $"A row of image '{id}' names class {row.Class}: classes are 0 to {TrialModel.Classes - 1} here; "
                        + "use null if the value belongs to the whole image.";
                if (row.State is { } state && trial.States.All(asked => asked.Id != state))
                    return $"A row of image '{id}' names state '{state}', which Plan does not request: "
                        + "use the Id of one of maps.States, or null.";
            }
            if (found.Skipped.FirstOrDefault(skip => skip.Sample != id) is { } other)
                return $"A skipped row of image '{id}' names image '{other.Sample}': use maps.Sample.Id.";
            return found.Skipped.Any(skip => string.IsNullOrWhiteSpace(skip.Reason))
                ? $"A skipped row of image '{id}' has no reason: write in one line why the pair has no value."
                : null;
        }
        catch (Exception error) when (error is not (OutOfMemoryException or PluginHungException))
        {
            var remedy = error is NotPlannedException
                ? "Request it in Plan."
                : "Put a pair without a value into Skipped, with its reason.";
            return $"Score threw {PluginUnderTest.Describe(error)}. {remedy}";
        }
    }
}

/// <summary>Checks that a constant map gives finite rows or is skipped.</summary>
internal sealed class FlatMapCheck : IPluginCheck
{
    public string Name => "flat-map";

    public IEnumerable<string> FindProblems(PluginUnderTest plugin)
    {
        var metric = plugin.Metric();
        using var trial = MetricTrial.Prepare(plugin.Trial, metric, new FlatMaps());
        var problem = Enumerable
            .Range(0, trial.Count)
            .Select(image => RowsCheck.FindProblem(() => trial.Score(metric, image), trial, image))
            .FirstOrDefault(problem => problem is not null);
        if (problem is not null) yield return $"With a map of zeros: {problem}";
    }
}

/// <summary>Checks that a metric that requests no annotation works without one.</summary>
internal sealed class AnnotationsCheck : IPluginCheck
{
    public string Name => "annotations";

    public IEnumerable<string> FindProblems(PluginUnderTest plugin)
    {
        var metric = plugin.Metric();
        if (plugin.Plan(metric).Request.Needs != Annotation.None) yield break;
        using var trial = MetricTrial.Prepare(plugin.Trial, metric, new PlainMaps(), boxes: false);
        var problem = Enumerable
            .Range(0, trial.Count)
            .Select(image => RowsCheck.FindProblem(() => trial.Score(metric, image), trial, image))
            .FirstOrDefault(problem => problem is not null);
        if (problem is not null)
            yield return $"On images without objects: {problem} If it reads the boxes, request them in Plan: Needs = Annotation.Boxes.";
    }
}
