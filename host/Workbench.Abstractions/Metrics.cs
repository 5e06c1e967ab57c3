using static TorchSharp.torch;

namespace Workbench;

/// <summary>The classes of an image that a metric needs maps for.</summary>
[Flags]
public enum TargetKinds
{
    /// <summary>No class.</summary>
    None = 0,
    /// <summary>Every class that the image's annotation names: <see cref="Sample.PresentClasses"/>.</summary>
    PresentClasses = 1,
    /// <summary>The class with the largest logit.</summary>
    Top1 = 2,
    /// <summary>The class with the smallest logit.</summary>
    Bottom1 = 4,
    /// <summary>The class with the largest logit in the state that the maps are computed in. Other kinds use the trained model.</summary>
    CurrentTop1 = 8,
}

/// <summary>The ground truth that a metric needs.</summary>
[Flags]
public enum Annotation
{
    /// <summary>No ground truth.</summary>
    None = 0,
    /// <summary>Boxes of the objects.</summary>
    Boxes = 1,
    /// <summary>Masks of the objects: <see cref="ImageObject.Mask"/>.</summary>
    Masks = 2,
    /// <summary>The classes that are present in the image, without positions. Data with boxes or masks provides these too.</summary>
    Labels = 4,
}

/// <summary>A state of the model that maps are computed under.</summary>
/// <param name="Id">Its name in rows and reports.</param>
/// <param name="RandomiseFrom">Lowest of the layers whose parameters are redrawn, up to the logits; null for the trained model.</param>
/// <param name="Sigma">Standard deviation of the redrawn parameters.</param>
/// <param name="Seed">Seed of the draw. The parameters are the same for every image.</param>
public sealed record ModelState(string Id, LayerRef? RandomiseFrom = null, double Sigma = 0.1, ulong Seed = 0)
{
    /// <summary>The model as loaded.</summary>
    public static ModelState Trained { get; } = new("trained");
}

/// <summary>The maps and the ground truth that a metric needs.</summary>
public sealed record MetricRequest
{
    /// <summary>Classes that it needs maps for.</summary>
    public required TargetKinds Targets { get; init; }

    /// <summary>Ground truth that it needs. Default: none.</summary>
    public Annotation Needs { get; init; }

    /// <summary>States of the model that it needs maps under. Default: the trained model.</summary>
    public IReadOnlyList<ModelState> States { get; init; } = [ModelState.Trained];
}

/// <summary>
/// An object in an image: its class and its box in pixels of the original image. Both ends are inclusive, and 0 is the top left.
/// </summary>
/// <param name="Class">Index of its class.</param>
/// <param name="XMin">Leftmost column.</param>
/// <param name="YMin">Top row.</param>
/// <param name="XMax">Rightmost column.</param>
/// <param name="YMax">Bottom row.</param>
/// <param name="Difficult">Whether the data set marks it as difficult.</param>
public sealed record ImageObject(int Class, int XMin, int YMin, int XMax, int YMax, bool Difficult)
{
    /// <summary>The object's pixels; null if the data has no mask for it. Its box is then used instead.</summary>
    public ObjectMask? Mask { get; init; }

    /// <summary>Whether a pixel belongs to the object: in its mask, or in its box if it has no mask.</summary>
    /// <param name="x">Column.</param>
    /// <param name="y">Row.</param>
    public bool Covers(int x, int y) => Mask?.Contains(x, y) ?? (x >= XMin && x <= XMax && y >= YMin && y <= YMax);
}

/// <summary>An image of a data set, without its pixels.</summary>
/// <param name="Id">Its id in the data set.</param>
/// <param name="Width">Width of the original image, in pixels.</param>
/// <param name="Height">Height of the original image, in pixels.</param>
/// <param name="Objects">Its annotated objects.</param>
public sealed record Sample(string Id, int Width, int Height, IReadOnlyList<ImageObject> Objects)
{
    /// <summary>Classes that the data set assigns to the whole image, with or without annotated objects. Empty without labels.</summary>
    public IReadOnlyList<int> Labels { get; init; } = [];

    /// <summary>Classes with at least one object, including difficult ones, and those of <see cref="Labels"/>, ascending.</summary>
    public IReadOnlyList<int> PresentClasses => [.. Objects.Select(o => o.Class).Concat(Labels).Distinct().Order()];

    /// <summary>Classes that a list published for the data set flags as difficult in this image; null without such a list.</summary>
    public IReadOnlyList<int>? Flagged { get; init; }
}

/// <summary>The maps of one method for one image.</summary>
public interface ISampleMaps
{
    /// <summary>The image.</summary>
    Sample Sample { get; }

    /// <summary>The trained model's logits, by class.</summary>
    IReadOnlyList<double> Logits { get; }

    /// <summary>The class of the trained model's largest output; the first if several are equal.</summary>
    int Top => Outputs.Top(Logits);

    /// <summary>The class of the trained model's smallest output; the first if several are equal.</summary>
    int Bottom => Outputs.Bottom(Logits);

    /// <summary>The class of a state's largest output; the first if several are equal.</summary>
    /// <param name="state">A state that the metric's request names.</param>
    int TopIn(ModelState state) => Outputs.Top(LogitsIn(state));

    /// <summary>The states that the metric's request names, in the order of the request.</summary>
    IReadOnlyList<ModelState> States { get; }

    /// <summary>The logits of a state, by class.</summary>
    /// <param name="state">A state that the metric's request names.</param>
    IReadOnlyList<double> LogitsIn(ModelState state);

    /// <summary>The raw map for a class, [1,1,h,w] on the CPU.</summary>
    /// <param name="target">A class that the metric's request covers.</param>
    /// <param name="state">A state that the metric's request names; the first one if null.</param>
    Tensor Map(int target, ModelState? state = null);

    /// <summary>Width and height of the model's input, in pixels.</summary>
    (int Width, int Height) InputSize { get; }
}

/// <summary>Finds classes by their outputs.</summary>
public static class Outputs
{
    /// <summary>The class of the largest output; the first if several are equal.</summary>
    /// <param name="logits">One value per class, at least one.</param>
    public static int Top(IReadOnlyList<double> logits) => logits.Index().MaxBy(output => output.Item).Index;

    /// <summary>The class of the smallest output; the first if several are equal.</summary>
    /// <param name="logits">One value per class, at least one.</param>
    public static int Bottom(IReadOnlyList<double> logits) => logits.Index().MinBy(output => output.Item).Index;
}

/// <summary>One scored pair or image.</summary>
/// <param name="Sample">The image.</param>
/// <param name="Class">The class, or null if the value belongs to the whole image.</param>
/// <param name="Value">The value; 1 for a hit, 0 for a miss.</param>
/// <param name="State">Id of the <see cref="ModelState"/> if the metric has a value per state, else null.</param>
public sealed record MetricRow(string Sample, int? Class, double Value, string? State = null);

/// <summary>A pair or an image that was not scored, with the reason.</summary>
/// <param name="Sample">The image.</param>
/// <param name="Class">The class, or null if the whole image was skipped.</param>
/// <param name="Reason">Why it was not scored, in one line.</param>
/// <param name="State">Id of the <see cref="ModelState"/> if the metric has a value per state, else null.</param>
public sealed record SkippedRow(string Sample, int? Class, string Reason, string? State = null);

/// <summary>A metric's rows for one image under one method.</summary>
/// <param name="Rows">Scored pairs.</param>
/// <param name="Skipped">Pairs that have no score.</param>
public sealed record SampleScore(IReadOnlyList<MetricRow> Rows, IReadOnlyList<SkippedRow> Skipped)
{
    /// <summary>For a metric that judges one point of a map: the points behind its rows. A report's gallery draws them.</summary>
    public IReadOnlyList<JudgedPoint> Points { get; init; } = [];
}

/// <summary>The point of a map that a metric judged, in pixels of the original image, 0 at the top left.</summary>
/// <param name="Class">The class whose row the point decides.</param>
/// <param name="Asked">The class of the map that the point lies in. It differs from Class if one map is judged for several classes.</param>
/// <param name="X">Column of the point.</param>
/// <param name="Y">Row of the point.</param>
/// <param name="Tolerance">Distance from an object, in pixels, below which the point is a hit; 0 for none.</param>
public sealed record JudgedPoint(int Class, int Asked, int X, int Y, double Tolerance = 0);

/// <summary>A metric's value over many images.</summary>
/// <param name="Value">The headline value; NaN without rows.</param>
/// <param name="Also">Other averages of the same rows, by name.</param>
/// <param name="Note">A remark for readers of the score, or null.</param>
public sealed record MetricScore(double Value, IReadOnlyDictionary<string, double> Also, string? Note = null)
{
    /// <summary>The value for each state of the model, in the order of the states, if the metric is drawn as a curve; else empty.</summary>
    public IReadOnlyList<CurvePoint> Curve { get; init; } = [];
}

/// <summary>A metric's value in one state of the model.</summary>
/// <param name="State">Id of the state.</param>
/// <param name="Value">Mean over the rows of that state; NaN without rows.</param>
public sealed record CurvePoint(string State, double Value);

/// <summary>
/// A metric. It scores one image at a time and summarises rows. It keeps no state, so that a run can be resumed, sharded, merged and
/// resampled from its rows. The class carries a <see cref="MetricAttribute"/>.
/// </summary>
public interface IMetric
{
    /// <summary>Returns the maps and the ground truth that the metric needs. Called once, before any pass.</summary>
    MetricRequest Plan(IArchitecture model);

    /// <summary>Scores one image. Called from several threads at the same time.</summary>
    SampleScore Score(ISampleMaps maps);

    /// <summary>Returns the score of a set of rows, which come in any order.</summary>
    /// <param name="rows">Rows of any images; may be empty.</param>
    /// <param name="model">The model that they were computed with.</param>
    MetricScore Summarise(IReadOnlyList<MetricRow> rows, IArchitecture model);
}
