using Workbench.Conformance.Methods;
using Workbench.Engine.Plugins;

namespace Workbench.Conformance.Metrics;

/// <summary>
/// Checks that equal maps give equal rows: on a second call, in another order of images, from another instance, and from several threads
/// at the same time.
/// </summary>
internal sealed class RepeatCheck : IPluginCheck
{
    private const int Threads = 4;

    public string Name => "repeat";

    public IEnumerable<string> FindProblems(PluginUnderTest plugin)
    {
        var metric = plugin.Metric();
        using var trial = MetricTrial.Prepare(plugin.Trial, metric, new PlainMaps());
        var first = trial.ScoreAll(metric);
        if (!Same(first, trial.ScoreAll(metric)))
        {
            yield return "The same maps gave other rows the second time: keep no state between calls of Score, and draw no random numbers.";
            yield break;
        }
        var reversed = Enumerable.Range(0, trial.Count).Reverse().Select(image => trial.Score(metric, image)).Reverse().ToList();
        if (!Same(first, reversed) || !Same(first, trial.ScoreAll(plugin.Metric())))
        {
            yield return "An image's rows depend on the images scored before it: keep no state between calls of Score. "
                + "Summarise sees all rows.";
            yield break;
        }
        if (
            !Enumerable
                .Range(0, Threads)
                .Select(_ =>
                    Task.Factory.StartNew(
                        () => Attempt(() => trial.ScoreAll(metric)),
                        CancellationToken.None,
                        TaskCreationOptions.LongRunning,
                        TaskScheduler.Default))
            .ToList().All(task => task.GetAwaiter().GetResult() is { } rows && Same(first, rows)))
            yield return "Rows differ, or Score throws, when several threads score at the same time: keep no buffer or list in a field.";
    }

    private static IReadOnlyList<SampleScore>? Attempt(Func<IReadOnlyList<SampleScore>> score)
    {
        try
        {
            return score();
        }
        catch (Exception error) when (error is not (OutOfMemoryException or PluginHungException))
        {
            return null;
        }
    }

    private static bool Same(IReadOnlyList<SampleScore> a, IReadOnlyList<SampleScore> b) =>
        a.Zip(b).All(pair => pair.First.Rows.SequenceEqual(pair.Second.Rows) && pair.First.Skipped.SequenceEqual(pair.Second.Skipped));
}
