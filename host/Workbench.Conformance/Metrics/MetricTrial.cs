using Workbench.Engine.Native;
using Workbench.Engine.Passes;
using Workbench.Engine.Passes.Sharing;
using Workbench.Engine.Plugins;
using static TorchSharp.torch;

namespace Workbench.Conformance.Metrics;

/// <summary>A metric with the maps of all trial images that it requests.</summary>
internal sealed class MetricTrial : IDisposable
{
    private readonly IReadOnlyList<ImageMaps> _images;
    private readonly MethodInstance _method;
    private readonly MetricRequest _request;
    private readonly TimeSpan _limit;

    private MetricTrial(IReadOnlyList<ImageMaps> images, MethodInstance method, MetricRequest request, TimeSpan limit) =>
        (_images, _method, _request, _limit) = (images, method, request, limit);

    /// <summary>Plans and runs the passes of a metric.</summary>
    /// <param name="trial">The model and the limit.</param>
    /// <param name="metric">The metric.</param>
    /// <param name="maps">The method whose maps it scores.</param>
    /// <param name="boxes">Whether the images have objects.</param>
    /// <exception cref="PlanException">Its plan cannot be run.</exception>
    /// <exception cref="PluginHungException">Its plan took longer than the limit.</exception>
    public static MetricTrial Prepare(Trial trial, MetricInstance metric, IAttributionMethod maps, bool boxes = true)
    {
        var method = Trial.WithoutAttribute(maps);
        var plan = Planner.Plan([new Cell(method, metric)], trial.Model.Service.Architecture, Annotation.Boxes | Annotation.Masks);
        if (plan.FailedCells.Count > 0) throw new PlanException([plan.FailedCells[0].Reason]);
        using var pause = CollectorPause.Begin();
        var samples = TrialModel.Samples
            .Select(sample => boxes ? sample : new Sample(sample.Id, sample.Width, sample.Height, []))
            .ToList();
        return new MetricTrial(
            new PassRunner(trial.Model.Service, plan, seed: 0).Run(samples, trial.Model.Images),
            method,
            plan.Cells[0].Request,
            trial.Limit);
    }

    /// <summary>Number of images.</summary>
    public int Count => _images.Count;

    /// <summary>The maps of an image as the metric receives them.</summary>
    public ISampleMaps MapsOfImage(int image) => _images[image].MapsFor(_method, _request);

    /// <summary>The states of the model that the metric requests.</summary>
    public IReadOnlyList<ModelState> States => _request.States;

    /// <summary>Scores an image in the same way as a run.</summary>
    /// <exception cref="PluginHungException">It took longer than the limit.</exception>
    public SampleScore Score(MetricInstance metric, int image) => Score(metric, image, _ => { });

    /// <summary>Returns how the metric changed the maps of an image; null if it did not.</summary>
    /// <exception cref="PluginHungException">It took longer than the limit.</exception>
    public string? FindChange(MetricInstance metric, int image)
    {
        try
        {
            Score(metric, image, maps => maps.Check());
            return null;
        }
        catch (PluginFaultException fault)
        {
            return fault.Message;
        }
    }

    private SampleScore Score(MetricInstance metric, int image, Action<LentMaps> check) => PluginClock.CallOnce(_limit, metric, () =>
    {
        using var pause = CollectorPause.Begin();
        using var scope = NewDisposeScope();
        using var maps = _images[image].Lend(_method, _request);
        var score = metric.Metric.Score(maps) ?? throw new InvalidOperationException("Score returned null");
        if (score.Rows is not null && score.Skipped is not null)
            // They may be lazy.
            score = new SampleScore([.. score.Rows.Take(PluginLimits.Rows)], [.. score.Skipped.Take(PluginLimits.Rows)]);
        check(maps);
        return score;
    });

    /// <summary>Scores every image.</summary>
    public IReadOnlyList<SampleScore> ScoreAll(MetricInstance metric) =>
        [.. Enumerable.Range(0, Count).Select(image => Score(metric, image))];

    public void Dispose()
    {
        foreach (var image in _images) image.Dispose();
    }
}
