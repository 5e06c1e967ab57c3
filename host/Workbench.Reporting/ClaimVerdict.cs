using System.Globalization;
using Workbench.Engine.Runs;

namespace Workbench.Reporting;

/// <summary>What the data say of a claim.</summary>
public enum Verdict
{
    /// <summary>Every margin's 95 % interval lies above 0.</summary>
    Holds,
    /// <summary>Some margin's interval lies below 0.</summary>
    DoesNotHold,
    /// <summary>No margin's interval lies below 0, and some include it.</summary>
    Undecided,
    /// <summary>A method or metric it names has no value in the table.</summary>
    NotChecked,
}

/// <summary>The method of a claim against one of the others.</summary>
/// <param name="Method">The other.</param>
/// <param name="Drop">The other's drop.</param>
/// <param name="Margin">The method's drop less so many times the other's.</param>
/// <param name="MarginInterval">Its 95 % interval over images resampled for both alike.</param>
/// <param name="Verdict">Whether the margin is above 0.</param>
public sealed record DropMargin(string Method, double Drop, double Margin, Interval MarginInterval, Verdict Verdict);

/// <summary>A claim with what the data say of it.</summary>
/// <param name="Claim">The claim.</param>
/// <param name="Verdict">Holds only if it does against every other method.</param>
/// <param name="Drop">The method's drop, in the metric's own unit.</param>
/// <param name="DropInterval">Its 95 % interval.</param>
/// <param name="Margins">One per other method, the smallest margin first.</param>
/// <param name="Reason">Why it was not checked, or null.</param>
public sealed record ClaimVerdict(
    DropClaim Claim, Verdict Verdict, double Drop, Interval DropInterval, IReadOnlyList<DropMargin> Margins, string? Reason = null)
{
    /// <summary>The claim and the numbers behind its verdict, as one sentence or two.</summary>
    /// <param name="result">The run that it was checked on.</param>
    public string Describe(RunResult result)
    {
        var times = Claim.Times == 1 ? "" : $"{Claim.Times.ToString(CultureInfo.InvariantCulture)} times ";
        var others = Claim.Others switch { null => "every other method", [var one] => one, var many => $"each of {many.Count} others" };
        var claim = $"the drop of {Claim.Method} from {Claim.From} to {Claim.To} exceeds {times}that of {others}";
        if (Margins.Count == 0) return $"{claim}: {Reason}";
        var (metric, nearest) = (result.Metrics.First(column => column.Name == Claim.From), Margins[0]);
        var numbers = $"{metric.Show(Drop)} {metric.Show(DropInterval)}; nearest is {nearest.Method} with {metric.Show(nearest.Drop)}, a margin of {metric.Show(nearest.Margin)} {metric.Show(nearest.MarginInterval)}.";
        return $"{claim}: {numbers}{Against(" It falls short of", Verdict.DoesNotHold)}{Against(" Undecided against", Verdict.Undecided)}";
    }

    private string Against(string words, Verdict verdict)
    {
        var methods = Margins.Where(margin => margin.Verdict == verdict).Select(margin => margin.Method).ToList();
        return methods.Count == 0 ? "" : $"{words} {string.Join(", ", methods)}.";
    }
}

/// <summary>Words for verdicts.</summary>
internal static class VerdictNames
{
    public static string Name(this Verdict verdict) => verdict switch
    {
        Verdict.Holds => "holds",
        Verdict.DoesNotHold => "does not hold",
        Verdict.Undecided => "undecided",
        _ => "not checked",
    };
}
