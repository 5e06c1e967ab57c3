using Workbench.Results;

namespace Workbench.Reporting.Claims;

/// <summary>A claim of one kind: the values it compares, and its wording.</summary>
internal abstract class ClaimCase(Claim claim, TableResult result)
{
    public static ClaimCase Create(Claim claim, TableResult result) => claim switch
    {
        DropClaim drop => new DropCase(drop, result),
        OrderClaim order => new OrderCase(order, result),
        NearClaim near => new NearCase(near, result),
        _ => throw new InvalidOperationException($"{claim.GetType().Name} cannot be checked."),
    };

    public Claim Claim => claim;

    protected TableResult Result => result;

    /// <summary>The claim in words, without a full stop.</summary>
    public abstract string Sentence { get; }

    /// <summary>The metrics that it compares.</summary>
    public abstract IEnumerable<string> Metrics { get; }

    /// <summary>The methods that it compares; the second is null in a comparison with a number.</summary>
    public abstract IReadOnlyList<(string Method, string? Other)> Pairs { get; }

    /// <summary>The source of a method's value.</summary>
    public abstract ValueSource Value(string method);

    /// <summary>The margin by which the claim holds for a pair.</summary>
    /// <param name="method">The first method.</param>
    /// <param name="other">The second method, or null.</param>
    /// <param name="resampled">Each method's value over all images, then over each resample.</param>
    public abstract Margin Margin(string method, string? other, IReadOnlyDictionary<string, double[]> resampled);

    /// <summary>The margins in words, one or two sentences.</summary>
    public abstract string Numbers(IReadOnlyList<Margin> margins);

    /// <summary>The metric whose unit the numbers have; a plain unit if the table lacks the metric.</summary>
    public MetricColumn Column => result.Metrics.FirstOrDefault(column => column.Name == Metrics.First()) ?? new("", false);

    /// <summary>A number of the spec, given in the displayed unit.</summary>
    protected string FormatSpecValue(double displayed) => Column.FormatSpecValue(displayed) + (Column.Percent ? " %" : "");

    protected string Format(double value) => Column.Format(value);

    protected string Format(Estimate estimate) => $"{Column.Format(estimate.Value)} {Column.Format(estimate.Interval)}";

    /// <summary>All methods of the table except some.</summary>
    protected IReadOnlyList<string> OtherMethods(IReadOnlyCollection<string> methods) =>
        [.. result.Methods.Select(method => method.Name).Where(name => !methods.Contains(name))];

    /// <summary>The words, then the names of the margins with a verdict; empty without any.</summary>
    protected static string ListByVerdict(string words, IReadOnlyList<Margin> margins, Verdict verdict, Func<Margin, string> name)
    {
        var names = margins.Where(margin => margin.Verdict == verdict).Select(name).Distinct().ToList();
        return names.Count == 0 ? "" : $" {words} {string.Join(", ", names)}.";
    }

    protected static Verdict VerdictAboveZero(Interval interval) =>
        interval.Low > 0 ? Verdict.Holds
        : interval.High < 0 ? Verdict.DoesNotHold
        : Verdict.Undecided;

    /// <summary>A metric, with its state if it has one, in words.</summary>
    protected static string MetricAtState(string metric, string? at) => at switch
    {
        null => metric,
        Claim.MeanOfCurve => $"{metric} (mean over states)",
        _ => $"{metric} at {at}",
    };
}
