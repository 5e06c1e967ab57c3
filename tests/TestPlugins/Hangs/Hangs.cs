namespace Workbench.TestPlugins;

public sealed record HangsOptions
{
    [Option("seconds until it continues", Min = 0)]
    public double Seconds { get; init; } = double.PositiveInfinity;
}

/// <summary>Never returns its map, or returns it late.</summary>
[Attribution("hangs", Cite = "Doe")]
public sealed class Hangs(HangsOptions options) : IAttributionMethod
{
    public PassRequest Plan(IArchitecture model) => PassRequest.Create("b5", Tap.Activation);

    public Tensor Attribute(IPass pass)
    {
        Forever.Wait(options.Seconds);
        return pass.Activation("b5").mean([1], keepdim: true);
    }
}

[Attribution("hangs-in-plan", Cite = "Doe")]
public sealed class HangsInPlan : IAttributionMethod
{
    public PassRequest Plan(IArchitecture model)
    {
        Forever.Wait();
        return new PassRequest();
    }

    public Tensor Attribute(IPass pass) => pass.Input;
}

[Attribution("hangs-in-constructor", Cite = "Doe")]
public sealed class HangsInConstructor : IAttributionMethod
{
    public HangsInConstructor() => Forever.Wait();

    public PassRequest Plan(IArchitecture model) => new();

    public Tensor Attribute(IPass pass) => pass.Input;
}

/// <summary>Hangs in its rule.</summary>
[Attribution("hangs-in-rule", Cite = "Doe")]
public sealed class HangsInRule : IAttributionMethod
{
    public PassRequest Plan(IArchitecture model) => new() { InputGradient = true, Rule = new Circle() };

    public Tensor Attribute(IPass pass) => pass.InputGradient.sum(1, keepdim: true);

    private sealed record Circle : BackwardRule
    {
        public override bool AppliesTo(LayerInfo layer) => layer.Kind == LayerKind.ReLU;

        public override Tensor Propagate(ILayerStep step, Tensor upstream)
        {
            Forever.Wait();
            return upstream;
        }
    }
}

/// <summary>Evaluates the model for longer than any limit, in short calls.</summary>
[Attribution("asks-for-long", Cite = "Doe")]
public sealed class AsksForLong(HangsOptions options) : IAttributionMethod
{
    public PassRequest Plan(IArchitecture model) => new() { Questions = 10 };

    public Tensor Attribute(IPass pass)
    {
        for (var i = 0; i < 10; i++)
        {
            Forever.Wait(options.Seconds / 10);
            pass.Ask.Logits(pass.Images);
        }
        return pass.Input.sum(1, keepdim: true);
    }
}

public abstract class HangingMetric : IMetric
{
    public MetricRequest Plan(IArchitecture model) => new() { Targets = TargetKinds.PresentClasses };

    public virtual SampleScore Score(ISampleMaps maps) => new([new MetricRow(maps.Sample.Id, maps.Sample.PresentClasses[0], 1)], []);

    public virtual MetricScore Summarise(IReadOnlyList<MetricRow> rows, IArchitecture model) =>
        new(rows.Count, new Dictionary<string, double>());
}

[Metric("hangs-in-score", Cite = "Doe")]
public sealed class HangsInScore : HangingMetric
{
    public override SampleScore Score(ISampleMaps maps)
    {
        Forever.Wait();
        return base.Score(maps);
    }
}

[Metric("hangs-in-summarise", Cite = "Doe")]
public sealed class HangsInSummarise : HangingMetric
{
    public override MetricScore Summarise(IReadOnlyList<MetricRow> rows, IArchitecture model)
    {
        Forever.Wait();
        return base.Summarise(rows, model);
    }
}

internal static class Forever
{
    // In short steps, so that an abandoned thread ends soon after the given time.
    public static void Wait(double seconds = double.PositiveInfinity)
    {
        for (var clock = System.Diagnostics.Stopwatch.StartNew(); clock.Elapsed.TotalSeconds < seconds;) Thread.Sleep(5);
    }
}
