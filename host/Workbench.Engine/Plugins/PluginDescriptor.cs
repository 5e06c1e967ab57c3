namespace Workbench.Engine.Plugins;

/// <summary>What a plugin class is.</summary>
public enum PluginKind
{
    /// <summary>A saliency method.</summary>
    Method,
    /// <summary>A metric.</summary>
    Metric,
}

/// <summary>One method or metric that a plugin assembly brings.</summary>
/// <param name="Id">Its name in specs.</param>
/// <param name="Kind">Method or metric.</param>
/// <param name="Cite">Who published it, and the equation.</param>
/// <param name="Percent">Whether a metric's value of 1 reads as 100 %.</param>
/// <param name="Options">Its options, in the order of the record's properties.</param>
/// <param name="Assembly">File name of the assembly it came from.</param>
/// <param name="Hash">First 16 hex digits of the assembly's SHA-256.</param>
public sealed record PluginDescriptor(
    string Id, PluginKind Kind, string Cite, bool Percent, IReadOnlyList<OptionDescriptor> Options, string Assembly, string Hash)
{
    /// <summary>
    /// Hash of the class's own code and of all that it uses of its assembly: what a number depends on. Another class's edit leaves it as it is. For a
    /// method or metric that a script defines, a number of this process.
    /// </summary>
    public string Code { get; init; } = "";

    /// <summary>Whether a metric says that its score is the mean of its rows: <see cref="MetricAttribute.Mean"/>.</summary>
    public bool IsMean { get; init; }

    /// <summary>The smallest value that a metric's score can take; minus infinity where it does not say.</summary>
    public double Lowest { get; init; } = double.NegativeInfinity;

    /// <summary>The largest value that a metric's score can take; infinity where it does not say.</summary>
    public double Highest { get; init; } = double.PositiveInfinity;

    /// <summary>What stands for the assembly of a method or metric that a script defines.</summary>
    public const string InScript = "script";
}

/// <summary>One option of a plugin.</summary>
/// <param name="Name">As specs write it, lower case with hyphens.</param>
/// <param name="Help">One line: what it does.</param>
/// <param name="Type">bool, int, double, an enum or <see cref="LayerRef"/>.</param>
/// <param name="Default">Its value when nothing is said, as specs write it.</param>
/// <param name="Min">Smallest value of a number.</param>
/// <param name="Max">Largest value of a number.</param>
/// <param name="Choices">The values of an enum or bool, else empty.</param>
public sealed record OptionDescriptor(
    string Name,
    string Help,
    Type Type,
    string Default,
    double Min,
    double Max,
    IReadOnlyList<string> Choices)
{
    /// <summary>The range of a number, as a reader sees it (<c>0–1</c>, <c>≥ 0</c>); empty where there is none.</summary>
    public string Range => PluginOptions.Range(this);
}

/// <summary>The methods and metrics at hand.</summary>
public interface IPluginCatalog
{
    /// <summary>All of them, by kind and id.</summary>
    IReadOnlyList<PluginDescriptor> Plugins { get; }

    /// <summary>Makes a method.</summary>
    /// <exception cref="PluginCallException">Unknown id, option or value; the message says what is wrong, all of it, with the nearest valid name.</exception>
    MethodInstance CreateMethod(PluginCall call);

    /// <summary>Makes a metric.</summary>
    /// <exception cref="PluginCallException">Unknown id, option or value; the message says what is wrong, all of it, with the nearest valid name.</exception>
    MetricInstance CreateMetric(PluginCall call);
}
