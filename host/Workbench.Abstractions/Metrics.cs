using static TorchSharp.torch;

namespace Workbench;

/// <summary>Which classes of an image a metric wants maps for.</summary>
[Flags]
public enum TargetKinds
{
    /// <summary>None.</summary>
    None = 0,
    /// <summary>Every class that the image's annotation names: <see cref="Sample.PresentClasses"/>.</summary>
    PresentClasses = 1,
    /// <summary>The class with the largest logit.</summary>
    Top1 = 2,
    /// <summary>The class with the smallest logit.</summary>
    Bottom1 = 4,
    /// <summary>The class with the largest logit of the state that the maps are computed in; the others ask the trained model.</summary>
    CurrentTop1 = 8,
}

/// <summary>What a metric needs to know of an image beyond its pixels.</summary>
[Flags]
public enum Annotation
{
    /// <summary>Nothing.</summary>
    None = 0,
    /// <summary>Boxes of the objects.</summary>
    Boxes = 1,
    /// <summary>Masks of the objects: <see cref="ImageObject.Mask"/>.</summary>
    Masks = 2,
    /// <summary>The classes in the image: which there are, not where. Data with places of objects has these too.</summary>
    Labels = 4,
}

/// <summary>A state of the model that maps are computed under.</summary>
/// <param name="Id">Names it in rows and reports.</param>
/// <param name="RandomiseFrom">Lowest layer whose parameters are redrawn, with all above it; null for the trained model.</param>
/// <param name="Sigma">Standard deviation of the redrawn parameters.</param>
/// <param name="Seed">Seed of the draw: the same tensors for every image.</param>
public sealed record ModelState(string Id, LayerRef? RandomiseFrom = null, double Sigma = 0.1, ulong Seed = 0)
{
    /// <summary>The model as loaded.</summary>
    public static ModelState Trained { get; } = new("trained");
}

/// <summary>What a metric needs.</summary>
public sealed record MetricRequest
{
    /// <summary>Classes it wants maps for.</summary>
    public required TargetKinds Targets { get; init; }

    /// <summary>Ground truth it needs.</summary>
    public Annotation Needs { get; init; }

    /// <summary>States of the model it wants maps under.</summary>
    public IReadOnlyList<ModelState> States { get; init; } = [ModelState.Trained];
}

/// <summary>An object in an image: its class and box, in pixels of the original image, both ends inclusive, 0 at the top left.</summary>
/// <param name="Class">Index of its class.</param>
/// <param name="XMin">Leftmost column.</param>
/// <param name="YMin">Top row.</param>
/// <param name="XMax">Rightmost column.</param>
/// <param name="YMax">Bottom row.</param>
/// <param name="Difficult">Marked as difficult by the data set.</param>
public sealed record ImageObject(int Class, int XMin, int YMin, int XMax, int YMax, bool Difficult)
{
    /// <summary>The object's pixels; null where the data has no masks, or none for this object: its box stands for it then.</summary>
    public ObjectMask? Mask { get; init; }

    /// <summary>Whether a pixel is the object's: in its mask, or in its box where it has no mask.</summary>
    /// <param name="x">Column.</param>
    /// <param name="y">Row.</param>
    public bool Covers(int x, int y) => Mask?.Contains(x, y) ?? (x >= XMin && x <= XMax && y >= YMin && y <= YMax);
}

/// <summary>An image of a data set, without its pixels.</summary>
/// <param name="Id">The data set's name for it.</param>
/// <param name="Width">Width of the original, pixels.</param>
/// <param name="Height">Height of the original, pixels.</param>
/// <param name="Objects">Annotated objects.</param>
public sealed record Sample(string Id, int Width, int Height, IReadOnlyList<ImageObject> Objects)
{
    /// <summary>Classes that are said of the image as a whole, whether or not objects of theirs are annotated; none where the data set has no such labels.</summary>
    public IReadOnlyList<int> Labels { get; init; } = [];

    /// <summary>Classes with at least one object, difficult ones too, and those of <see cref="Labels"/>, ascending.</summary>
    public IReadOnlyList<int> PresentClasses => [.. Objects.Select(o => o.Class).Concat(Labels).Distinct().Order()];

    /// <summary>Classes that a list published for the data set flags as difficult in this image; null where no list was given.</summary>
    public IReadOnlyList<int>? Flagged { get; init; }
}

/// <summary>The maps of one method for one image.</summary>
public interface ISampleMaps
{
    /// <summary>The image.</summary>
    Sample Sample { get; }

    /// <summary>The trained model's logits, by class.</summary>
    IReadOnlyList<double> Logits { get; }

    /// <summary>The class of the trained model's largest output; of equals the first.</summary>
    int Top => Outputs.Top(Logits);

    /// <summary>The class of the trained model's smallest output; of equals the first.</summary>
    int Bottom => Outputs.Bottom(Logits);

    /// <summary>The class of a state's own largest output; of equals the first.</summary>
    /// <param name="state">A state that the metric's request names.</param>
    int TopIn(ModelState state) => Outputs.Top(LogitsIn(state));

    /// <summary>The states that the metric's request names, in its order.</summary>
    IReadOnlyList<ModelState> States { get; }

    /// <summary>A state's own logits, by class.</summary>
    /// <param name="state">A state that the metric's request names.</param>
    IReadOnlyList<double> LogitsIn(ModelState state);

    /// <summary>The raw map for a class, [1,1,h,w] on the CPU.</summary>
    /// <param name="target">A class that the metric's request covers.</param>
    /// <param name="state">A state that the metric's request names; the first one if null.</param>
    Tensor Map(int target, ModelState? state = null);

    /// <summary>Width and height of the model's input, in pixels.</summary>
    (int Width, int Height) InputSize { get; }
}

/// <summary>Classes by their outputs.</summary>
public static class Outputs
{
    /// <summary>The class of the largest output; of equals the first.</summary>
    /// <param name="logits">By class, one at least.</param>
    public static int Top(IReadOnlyList<double> logits) => logits.Index().MaxBy(output => output.Item).Index;

    /// <summary>The class of the smallest output; of equals the first.</summary>
    /// <param name="logits">By class, one at least.</param>
    public static int Bottom(IReadOnlyList<double> logits) => logits.Index().MinBy(output => output.Item).Index;
}

/// <summary>One scored pair or image.</summary>
/// <param name="Sample">The image.</param>
/// <param name="Class">The class, or null where the value is the image's.</param>
/// <param name="Value">The value; 1 or 0 for hit or miss.</param>
/// <param name="State">The <see cref="ModelState"/>'s id where the metric has a value per state, else null.</param>
public sealed record MetricRow(string Sample, int? Class, double Value, string? State = null);

/// <summary>What was not scored, and why.</summary>
/// <param name="Sample">The image.</param>
/// <param name="Class">The class, or null where the whole image was skipped.</param>
/// <param name="Reason">Why.</param>
/// <param name="State">The <see cref="ModelState"/>'s id where the metric has a value per state, else null.</param>
public sealed record SkippedRow(string Sample, int? Class, string Reason, string? State = null);

/// <summary>A metric's rows for one image under one method.</summary>
/// <param name="Rows">Scored pairs.</param>
/// <param name="Skipped">Pairs that have no score.</param>
public sealed record SampleScore(IReadOnlyList<MetricRow> Rows, IReadOnlyList<SkippedRow> Skipped)
{
    /// <summary>For a metric that judges one point of a map: the points that its rows rest on. A report's gallery draws them, so that a hit or a miss can be seen.</summary>
    public IReadOnlyList<JudgedPoint> Points { get; init; } = [];
}

/// <summary>The point of a map that a metric judged, in pixels of the original image, 0 at the top left.</summary>
/// <param name="Class">The class whose row it decided.</param>
/// <param name="Asked">The class whose map it is a point of: another one where a metric judges one map for several classes.</param>
/// <param name="X">Its column.</param>
/// <param name="Y">Its row.</param>
/// <param name="Tolerance">Distance from an object, in pixels, that counts as on it; 0 for none.</param>
public sealed record JudgedPoint(int Class, int Asked, int X, int Y, double Tolerance = 0);

/// <summary>A metric's value over many images.</summary>
/// <param name="Value">The headline; NaN where there is no row.</param>
/// <param name="Also">Other averages of the same rows, by name.</param>
/// <param name="Note">What a reader should know of them, or null.</param>
public sealed record MetricScore(double Value, IReadOnlyDictionary<string, double> Also, string? Note = null)
{
    /// <summary>The value by state of the model, in the order of the states, for a metric that is drawn as a curve; else empty.</summary>
    public IReadOnlyList<CurvePoint> Curve { get; init; } = [];
}

/// <summary>A metric's value in one state of the model.</summary>
/// <param name="State">Id of the state.</param>
/// <param name="Value">Mean over the rows of that state; NaN where there is none.</param>
public sealed record CurvePoint(string State, double Value);

/// <summary>
/// A metric. It scores one image at a time and summarises rows, keeping no state of its own, so that a run can be
/// resumed, sharded, merged and resampled from its rows. Carries a <see cref="MetricAttribute"/>.
/// </summary>
public interface IMetric
{
    /// <summary>What the metric needs; called once, before any pass.</summary>
    MetricRequest Plan(IModelCard model);

    /// <summary>Scores one image. Called from several threads at a time.</summary>
    SampleScore Score(ISampleMaps maps);

    /// <summary>The score of a set of rows, in any order.</summary>
    /// <param name="rows">Rows of any images.</param>
    /// <param name="model">The model they were computed with.</param>
    MetricScore Summarise(IReadOnlyList<MetricRow> rows, IModelCard model);
}
