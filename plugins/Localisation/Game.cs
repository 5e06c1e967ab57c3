namespace Workbench.Plugins.Localisation;

/// <summary>Which (image, class) pairs a pointing game scores.</summary>
public enum Subset
{
    /// <summary>All pairs.</summary>
    All,
    /// <summary>Pairs of images with two classes or more.</summary>
    MultiClass,
    /// <summary>Pairs whose boxes cover less than a quarter of the image, beside another class: the rule behind the flags of Zhang et al.</summary>
    Difficult,
}

/// <summary>The pointing game on one image: a class is hit if its point lies closer than the tolerance to one of its boxes.</summary>
/// <param name="sample">The image.</param>
/// <param name="subset">Pairs that count.</param>
/// <param name="tolerance">Pixels, strict.</param>
public sealed class Game(Sample sample, Subset subset, double tolerance)
{
    /// <summary>Scores every class present.</summary>
    /// <param name="point">Where the map for a class points.</param>
    public SampleScore Play(Func<int, (int X, int Y)> point)
    {
        var rows = new List<MetricRow>();
        var skipped = new List<SkippedRow>();
        foreach (var target in sample.PresentClasses)
        {
            if (Exclusion(target) is { } reason) skipped.Add(new SkippedRow(sample.Id, target, reason));
            else rows.Add(new MetricRow(sample.Id, target, Hits(target, point(target)) ? 1 : 0));
        }
        return new SampleScore(rows, skipped);
    }

    private string? Exclusion(int target)
    {
        var boxes = sample.Objects.Where(o => o.Class == target).ToList();
        if (boxes.All(box => box.Difficult)) return "all objects of the class are marked difficult";
        if (subset != Subset.All && sample.PresentClasses.Count < 2) return $"not in the subset: one class in the image";
        if (subset == Subset.Difficult && 4L * Area(boxes) >= (long)sample.Width * sample.Height) return "not in the subset: the class covers a quarter of the image or more";
        return null;
    }

    private bool Hits(int target, (int X, int Y) point) => sample.Objects.Where(o => o.Class == target).Any(box =>
    {
        double dx = point.X - Math.Clamp(point.X, box.XMin, box.XMax), dy = point.Y - Math.Clamp(point.Y, box.YMin, box.YMax);
        return dx * dx + dy * dy < tolerance * tolerance;
    });

    // Pixels covered by any of the boxes.
    private int Area(IReadOnlyList<ImageObject> boxes)
    {
        var area = 0;
        for (var y = 0; y < sample.Height; y++)
            for (var x = 0; x < sample.Width; x++)
                if (boxes.Any(box => x >= box.XMin && x <= box.XMax && y >= box.YMin && y <= box.YMax)) area++;
        return area;
    }

    /// <summary>
    /// Hits over trials ("the ratio between correctly pointed classes and all pointing trials"), and TorchRay's mean over classes, where a class
    /// without a trial counts 0.
    /// </summary>
    /// <param name="rows">Rows of any images.</param>
    /// <param name="classes">Classes of the model.</param>
    public static MetricScore Accuracy(IReadOnlyList<MetricRow> rows, int classes)
    {
        if (rows.Count == 0) return new MetricScore(double.NaN, new Dictionary<string, double> { ["class-mean"] = double.NaN });
        var (hits, trials) = (new double[classes], new int[classes]);
        foreach (var row in rows)
        {
            hits[row.Class!.Value] += row.Value;
            trials[row.Class.Value]++;
        }
        var perClass = hits.Zip(trials, (h, t) => t == 0 ? 0 : h / t);
        var without = trials.Count(count => count == 0);
        return new MetricScore(
            hits.Sum() / rows.Count,
            new Dictionary<string, double> { ["class-mean"] = perClass.Average() },
            without == 0 ? null : $"{without} of {classes} classes had no trial and count 0 in class-mean.");
    }
}
