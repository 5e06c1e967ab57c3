namespace Workbench;

/// <summary>Names a saliency method for specs, scripts and the command line.</summary>
/// <param name="id">Lower case, words joined by hyphens: <c>gradcam++</c>.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class AttributionAttribute(string id) : Attribute
{
    /// <summary>The id that specs, scripts and the command line use.</summary>
    public string Id { get; } = id;

    /// <summary>The source: author, year and equation.</summary>
    public required string Cite { get; init; }
}

/// <summary>Names a metric for specs, scripts and the command line.</summary>
/// <param name="id">Lower case, words joined by hyphens.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class MetricAttribute(string id) : Attribute
{
    /// <summary>The id that specs, scripts and the command line use.</summary>
    public string Id { get; } = id;

    /// <summary>The source: author, year and equation.</summary>
    public required string Cite { get; init; }

    /// <summary>Whether values are shares: tables print 1 as 100 %.</summary>
    public bool Percent { get; init; }

    /// <summary>
    /// Whether the score is the mean of its rows. If rows have states, it is the mean of the states' means, and each point of the curve is
    /// the mean of its state. Intervals are then computed from sums, without a call of Summarise for each draw, and specs may make claims
    /// about the score.
    /// </summary>
    public bool Mean { get; init; }

    /// <summary>Smallest value that a score can take; default: no bound. A spec's claim that could never hold is rejected.</summary>
    public double Min { get; init; } = double.NegativeInfinity;

    /// <summary>Largest value that a score can take; default: no bound.</summary>
    public double Max { get; init; } = double.PositiveInfinity;
}

/// <summary>
/// Documents one property of an options record. Its type is bool, int, double, an enum or <see cref="LayerRef"/>, and its initial value
/// is the default. Specs write the name, and the values of an enum, in lower case with hyphens.
/// </summary>
/// <param name="help">One line on what the option does.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OptionAttribute(string help) : Attribute
{
    /// <summary>One line on what the option does.</summary>
    public string Help { get; } = help;

    /// <summary>Smallest allowed value of a number, inclusive; default: no bound.</summary>
    public double Min { get; init; } = double.NegativeInfinity;

    /// <summary>Largest allowed value of a number, inclusive; default: no bound.</summary>
    public double Max { get; init; } = double.PositiveInfinity;

    /// <summary>
    /// Position among the options, smallest first, in a method's name and in lists. Options of equal order keep their source order, and
    /// those of a base record come first.
    /// </summary>
    public int Order { get; init; }
}
