namespace Workbench;

/// <summary>Names a saliency method for specs, scripts and the command line.</summary>
/// <param name="id">Lower case, words joined by hyphens: <c>gradcam++</c>.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class AttributionAttribute(string id) : Attribute
{
    /// <summary>The id.</summary>
    public string Id { get; } = id;

    /// <summary>Who published it, and the equation.</summary>
    public required string Cite { get; init; }
}

/// <summary>Names a metric for specs, scripts and the command line.</summary>
/// <param name="id">Lower case, words joined by hyphens.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class MetricAttribute(string id) : Attribute
{
    /// <summary>The id.</summary>
    public string Id { get; } = id;

    /// <summary>Who published it, and the equation.</summary>
    public required string Cite { get; init; }

    /// <summary>Whether a value of 1 reads as 100 %.</summary>
    public bool Percent { get; init; }

    /// <summary>
    /// Whether the score is the mean of its rows; where rows have states, the mean of the states' means, and each point of the curve its
    /// state's. Intervals then come from sums, without a call of Summarise for each draw, and a spec may claim something of the score.
    /// </summary>
    public bool Mean { get; init; }

    /// <summary>The smallest value that a score can take, where there is one: a spec's claim that could never hold is refused by it.</summary>
    public double Min { get; init; } = double.NegativeInfinity;

    /// <summary>The largest value that a score can take, where there is one.</summary>
    public double Max { get; init; } = double.PositiveInfinity;
}

/// <summary>
/// Documents one property of an options record. The property's initial value is the default; its type is bool, int, double, an enum
/// or <see cref="LayerRef"/>; specs write its name and an enum's values in lower case with hyphens.
/// </summary>
/// <param name="help">One line: what it does.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OptionAttribute(string help) : Attribute
{
    /// <summary>One line: what it does.</summary>
    public string Help { get; } = help;

    /// <summary>Smallest value of a number, inclusive.</summary>
    public double Min { get; init; } = double.NegativeInfinity;

    /// <summary>Largest value of a number, inclusive.</summary>
    public double Max { get; init; } = double.PositiveInfinity;

    /// <summary>
    /// Its place among the options: smaller ones stand first in a method's name and in lists. Those of one order stand as they are written,
    /// a base record's before those of the record that inherits it.
    /// </summary>
    public int Order { get; init; }
}
