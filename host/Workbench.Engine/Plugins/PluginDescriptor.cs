namespace Workbench.Engine.Plugins;

/// <summary>The kind of a plugin class.</summary>
public enum PluginKind
{
    /// <summary>A saliency method.</summary>
    Method,
    Metric,
}

/// <summary>A method or metric of a plugin assembly.</summary>
/// <param name="Id">Its name in specs.</param>
/// <param name="Kind">Method or metric.</param>
/// <param name="Cite">The publication, and the equation.</param>
/// <param name="Percent">Whether a metric's value of 1 reads as 100 %.</param>
/// <param name="Options">Its options, in the order of the record's properties.</param>
/// <param name="Assembly">File name of its assembly.</param>
/// <param name="Hash">First 16 hex digits of the assembly's SHA-256.</param>
public sealed record PluginDescriptor(
    string Id, PluginKind Kind, string Cite, bool Percent, IReadOnlyList<OptionDescriptor> Options, string Assembly, string Hash)
{
    /// <summary>
    /// Hash of the class's code and of all code of its assembly that it uses, so that an edit of another class does not change it. For a
    /// method or metric of a script, a number that is unique in this process.
    /// </summary>
    public string Code { get; init; } = "";

    /// <summary>Whether a metric declares its score as the mean of its rows: <see cref="MetricAttribute.Mean"/>.</summary>
    public bool IsMean { get; init; }

    /// <summary>The smallest possible score of a metric; minus infinity if not declared.</summary>
    public double Lowest { get; init; } = double.NegativeInfinity;

    /// <summary>The largest possible score of a metric; infinity if not declared.</summary>
    public double Highest { get; init; } = double.PositiveInfinity;

    /// <summary>Stands for the assembly of a method or metric that a script defines.</summary>
    public const string InScript = "script";
}

/// <summary>One option of a plugin.</summary>
/// <param name="Name">Its name in specs, lower case with hyphens.</param>
/// <param name="Help">One line: what it does.</param>
/// <param name="Type">bool, int, double, an enum or <see cref="LayerRef"/>.</param>
/// <param name="Default">Its default, as written in specs.</param>
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
    /// <summary>The range of a number for display (<c>0–1</c>, <c>≥ 0</c>); empty if it is unbounded.</summary>
    public string Range => PluginOptions.Range(this);
}

/// <summary>The loaded methods and metrics.</summary>
public interface IPluginCatalog
{
    /// <summary>All plugins, by kind and id.</summary>
    IReadOnlyList<PluginDescriptor> Plugins { get; }

    /// <summary>Creates a method.</summary>
    /// <exception cref="PluginCallException">
    /// Unknown id, option or value. The message has all faults, with the nearest valid names.
    /// </exception>
    MethodInstance CreateMethod(PluginCall call);

    /// <summary>Creates a metric.</summary>
    /// <exception cref="PluginCallException">
    /// Unknown id, option or value. The message has all faults, with the nearest valid names.
    /// </exception>
    MetricInstance CreateMetric(PluginCall call);
}
