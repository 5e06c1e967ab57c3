using Workbench.Engine.Native;
using Workbench.Engine.Passes;
using Workbench.Engine.Plugins;
using static TorchSharp.torch;

namespace Workbench.Conformance;

/// <summary>A map that a trial computed.</summary>
/// <param name="Shape">[1,1,h,w].</param>
/// <param name="Values">The values, row by row.</param>
internal sealed record TrialMap(long[] Shape, double[] Values)
{
    /// <summary>max |this − expected| / max |expected|; infinite if the sizes differ.</summary>
    public double DeviationFrom(TrialMap expected)
    {
        if (!Shape.SequenceEqual(expected.Shape)) return double.PositiveInfinity;
        var worst = Values.Zip(expected.Values, (a, b) => Math.Abs(a - b)).Max();
        return worst == 0 ? 0 : worst / expected.Values.Max(Math.Abs);
    }
}

/// <summary>The maps of a trial by method, image and class, and the reasons of the methods that failed.</summary>
internal sealed record TrialResult(
    IReadOnlyDictionary<(MethodInstance Method, int Image, int Target), TrialMap> Maps,
    IReadOnlyDictionary<MethodInstance, string> Failures);

/// <summary>Runs methods on the trial model with the host's planner and passes.</summary>
/// <param name="model">The model and its images.</param>
/// <param name="limit">Longest duration of one call; infinite for no limit.</param>
internal sealed class Trial(TrialModel model, TimeSpan limit)
{
    private static readonly PluginDescriptor s_anonymous = new("trial", PluginKind.Method, "", false, [], "", "");

    /// <summary>Returns the classes of an image's objects.</summary>
    public static Func<int, int[]> PresentClasses { get; } = image => [.. TrialModel.Samples[image].PresentClasses];

    /// <summary>Wraps a method that has no attribute.</summary>
    public static MethodInstance WithoutAttribute(IAttributionMethod method) => new(new PluginCall(s_anonymous.Id), s_anonymous, method);

    public TrialModel Model => model;

    public TimeSpan Limit => limit;

    /// <summary>Plans and runs methods, and returns their maps.</summary>
    /// <param name="methods">The methods, in the order of the grid.</param>
    /// <param name="images">Indices of the images, in the order of the batch.</param>
    /// <param name="targets">The target classes of an image.</param>
    /// <exception cref="PlanException">A method's plan cannot be run.</exception>
    /// <exception cref="PluginHungException">A call took longer than the limit.</exception>
    public TrialResult Run(IReadOnlyList<MethodInstance> methods, IReadOnlyList<int> images, Func<int, int[]> targets)
    {
        var plan = Planner.Plan([.. methods.Select(RequestMaps)], model.Service.Architecture);
        var samples = images.Select(image => (Image: image, Sample: TrialModel.Samples[image]))
            .Select(of => new Sample(
                of.Sample.Id,
                of.Sample.Width,
                of.Sample.Height,
                [.. targets(of.Image).Select(target => new ImageObject(target, 0, 0, 0, 0, false))]))
            .ToList();
        var failures = plan.FailedMethods.ToDictionary();
        TrialResult Work(PluginClock? clock)
        {
            using var pause = CollectorPause.Begin();
            using var scope = NewDisposeScope();
            using var none = no_grad();
            var input = model.Images.index_select(0, tensor(images.Select(image => (long)image).ToArray()));
            var found = new Dictionary<(MethodInstance, int, int), TrialMap>();
            foreach (
                var (maps, (image, sample)) in new PassRunner(model.Service, plan, seed: 0) { Clock = clock }
                    .Run(samples, input)
                    .Zip(images.Zip(samples)))
                using (maps)
                    foreach (var method in methods.Where(method => !failures.ContainsKey(method)))
                    {
                        if (maps.FailureOf(method) is { } failure) failures[method] = failure;
                        else
                            foreach (var target in sample.PresentClasses)
                                found[(method, image, target)] = Copy(maps.Map(method, ModelState.Trained, target));
                    }
            return new TrialResult(found, failures);
        }
        return limit == Timeout.InfiniteTimeSpan ? Work(null) : PluginClock.Run(limit, Work);
    }

    /// <summary>The request to a method: maps of the trained model for the classes of an image's objects.</summary>
    public static MapRequest RequestMaps(MethodInstance method) => new(method, TargetKinds.PresentClasses, [ModelState.Trained]);

    private static TrialMap Copy(Tensor map) => new(map.shape, map.to(ScalarType.Float64).contiguous().data<double>().ToArray());
}
