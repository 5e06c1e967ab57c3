[assembly: System.Reflection.AssemblyVersion("0.0.1")]

namespace Workbench;

[AttributeUsage(AttributeTargets.Class)]
public sealed class AttributionAttribute(string id) : Attribute
{
    public string Id { get; } = id;
    public required string Cite { get; init; }
}

[AttributeUsage(AttributeTargets.Class)]
public sealed class MetricAttribute(string id) : Attribute
{
    public string Id { get; } = id;
    public required string Cite { get; init; }
}

public readonly record struct LayerRef(string Name)
{
    public static implicit operator LayerRef(string name) => new(name);
}

[Flags]
public enum Tap
{
    Activation = 1,
}

[Flags]
public enum TargetKinds
{
    None = 0,
    PresentClasses = 1,
}

public interface IArchitecture
{
    int Classes { get; }
}

public sealed record PassRequest
{
    public static PassRequest Create(LayerRef layer, Tap tap) => new();
}

public interface IPass
{
    /// <summary>Named Activation in the present contract.</summary>
    Tensor OutputOf(LayerRef layer);
}

public interface IAttributionMethod
{
    PassRequest Plan(IArchitecture model);

    Tensor Attribute(IPass pass);
}

public sealed record MetricRequest
{
    public required TargetKinds Targets { get; init; }
}

public sealed record MetricRow(string Sample, int? Class, double Value, string? State = null);

public sealed record SkippedRow(string Sample, int? Class, string Reason, string? State = null);

public sealed record SampleScore(IReadOnlyList<MetricRow> Rows, IReadOnlyList<SkippedRow> Skipped);

public interface ISampleMaps
{
    IReadOnlyList<double> Logits { get; }
}

/// <summary>Without Summarise, which the present contract has.</summary>
public interface IMetric
{
    MetricRequest Plan(IArchitecture model);

    SampleScore Score(ISampleMaps maps);
}
