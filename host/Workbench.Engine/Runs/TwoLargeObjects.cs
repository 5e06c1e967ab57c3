namespace Workbench.Engine.Runs;

/// <summary>
/// Selects images, in the data's order, whose two largest objects are of different classes, both large, neither marked difficult, and with
/// little overlap.
/// </summary>
public sealed record TwoLargeObjects
{
    /// <summary>The rule's name in specs.</summary>
    public const string Name = "two-large-objects";

    /// <summary>Number of images. Default: 1.</summary>
    public int Count { get; init; } = 1;

    /// <summary>Number of matching images to skip first. Default: 0.</summary>
    public int Skip { get; init; }

    /// <summary>Smallest share of the image's area of each of the two boxes, 0 to 1. Default: 0.12.</summary>
    public double Smallest { get; init; } = 0.12;

    /// <summary>Largest share of the smaller box that the other may cover, 0 to 1. Default: 0.1.</summary>
    public double Overlap { get; init; } = 0.1;

    /// <summary>
    /// Both classes must be among this many of the model's largest logits, so that the figure shows classes that the model recognises. 0
    /// turns the condition off. Default: 2.
    /// </summary>
    public int Strongest { get; init; } = 2;

    /// <summary>Whether an image's objects match the rule. The model's outputs are not used.</summary>
    public bool Fits(Sample sample)
    {
        if (sample.Objects.Count < 2) return false;
        var two = sample.Objects.OrderByDescending(Area).Take(2).ToList();
        var covered = (double)Math.Max(0, Math.Min(two[0].XMax, two[1].XMax) - Math.Max(two[0].XMin, two[1].XMin) + 1)
            * Math.Max(0, Math.Min(two[0].YMax, two[1].YMax) - Math.Max(two[0].YMin, two[1].YMin) + 1);
        return two[0].Class != two[1].Class && !two.Exists(one => one.Difficult)
            && Area(two[1]) >= Smallest * sample.Width * sample.Height && covered <= Overlap * Area(two[1]);
    }

    /// <summary>Whether the classes of the two largest objects are among the model's largest logits.</summary>
    /// <param name="sample">An image that matches by its objects.</param>
    /// <param name="logits">The model's logits, by class.</param>
    public bool IsRecognised(Sample sample, IReadOnlyList<double> logits) =>
        Strongest == 0 || LargestFirst(sample).Take(2).All(@class => logits.Count(logit => logit > logits[@class]) < Strongest);

    /// <summary>The classes of an image, sorted by the area of each class's largest object, the largest first.</summary>
    public static IReadOnlyList<int> LargestFirst(Sample sample) =>
        [.. sample.Objects.OrderByDescending(Area).Select(one => one.Class).Distinct()];

    /// <summary>The rule as text.</summary>
    public override string ToString() =>
        FormattableString.Invariant(
            $"the two largest objects are of different classes, each takes at least {Smallest} of the image, ")
        + FormattableString.Invariant($"at most {Overlap} of the smaller one is covered by the other, neither is difficult")
        + (Strongest > 0 ? $", and both classes are among the model's {Strongest} strongest outputs" : "");

    private static double Area(ImageObject one) => (double)(one.XMax - one.XMin + 1) * (one.YMax - one.YMin + 1);
}
