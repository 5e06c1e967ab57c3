namespace Workbench.Plugins.Localisation;

/// <summary>The (image, class) pairs that a pointing game scores.</summary>
public enum Subset
{
    /// <summary>All pairs.</summary>
    All,
    /// <summary>Pairs of images with at least two classes.</summary>
    MultiClass,
    /// <summary>
    /// Pairs that the data's list of difficult pairs flags (Zhang et al.). Without a list, the rule behind the flags applies: pairs whose
    /// objects cover less than a quarter of an image with another class.
    /// </summary>
    Difficult,
}

/// <summary>
/// The pointing game on one image. A class is hit if its point lies closer than the tolerance to one of its objects: to the mask, or to
/// the box of an object without a mask.
/// </summary>
/// <param name="sample">The image.</param>
/// <param name="subset">The pairs that are scored.</param>
/// <param name="tolerance">Distance in pixels under which a point is a hit.</param>
public sealed class Game(Sample sample, Subset subset, double tolerance)
{
    /// <summary>Scores every class that is present.</summary>
    /// <param name="point">Returns the point of the map for a class, or null.</param>
    /// <param name="nowhere">Reason for skipping a class without a point.</param>
    /// <param name="asked">Returns the class of the map that is judged; null for the scored class itself.</param>
    public SampleScore Play(Func<int, (int X, int Y)?> point, string nowhere, Func<int>? asked = null)
    {
        var (rows, points) = (new List<MetricRow>(), new List<JudgedPoint>());
        var skipped = new List<SkippedRow>();
        foreach (var target in sample.PresentClasses)
        {
            if (Exclusion(target) is { } reason) skipped.Add(new SkippedRow(sample.Id, target, reason));
            else if (point(target) is { } pixel)
            {
                rows.Add(new MetricRow(sample.Id, target, Hits(target, pixel) ? 1 : 0));
                points.Add(new JudgedPoint(target, asked?.Invoke() ?? target, pixel.X, pixel.Y, tolerance));
            }
            else skipped.Add(new SkippedRow(sample.Id, target, nowhere));
        }
        return new SampleScore(rows, skipped) { Points = points };
    }

    private string? Exclusion(int target)
    {
        var objects = sample.Objects.Where(o => o.Class == target).ToList();
        if (objects.All(one => one.Difficult)) return "all objects of the class are marked difficult";
        if (subset == Subset.Difficult && sample.Flagged is { } flagged)
            return flagged.Contains(target) ? null : "not in the subset: not flagged as difficult";
        if (subset != Subset.All && sample.PresentClasses.Count < 2) return "not in the subset: one class in the image";
        if (subset == Subset.Difficult && 4L * Area(objects) >= (long)sample.Width * sample.Height)
            return "not in the subset: the class covers a quarter of the image or more";
        return null;
    }

    private bool Hits(int target, (int X, int Y) point) => sample.Objects.Where(o => o.Class == target).Any(one =>
    {
        if (one.Mask is { } mask) return IsNear(mask, point);
        double dx = point.X - Math.Clamp(point.X, one.XMin, one.XMax), dy = point.Y - Math.Clamp(point.Y, one.YMin, one.YMax);
        return dx * dx + dy * dy < tolerance * tolerance;
    });

    private bool IsNear(ObjectMask mask, (int X, int Y) point)
    {
        var reach = (int)Math.Min(tolerance, sample.Width + sample.Height);
        for (var y = Math.Max(mask.YMin, point.Y - reach); y <= Math.Min(mask.YMax, point.Y + reach); y++)
            for (var x = Math.Max(mask.XMin, point.X - reach); x <= Math.Min(mask.XMax, point.X + reach); x++)
            {
                double dx = point.X - x, dy = point.Y - y;
                if (dx * dx + dy * dy < tolerance * tolerance && mask.Contains(x, y)) return true;
            }
        return false;
    }

    // Number of pixels that at least one object covers.
    private int Area(IReadOnlyList<ImageObject> objects)
    {
        var area = 0;
        for (var y = 0; y < sample.Height; y++)
            for (var x = 0; x < sample.Width; x++)
                if (objects.Any(one => one.Covers(x, y))) area++;
        return area;
    }

    /// <summary>
    /// Hits over trials ("the ratio between correctly pointed classes and all pointing trials"), and TorchRay's mean over classes, in which
    /// a class without a trial counts as 0.
    /// </summary>
    /// <param name="rows">Rows of any images.</param>
    /// <param name="classes">Number of classes of the model.</param>
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
