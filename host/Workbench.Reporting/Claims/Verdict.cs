namespace Workbench.Reporting.Claims;

/// <summary>The result of checking a claim.</summary>
public enum Verdict
{
    /// <summary>The 95 % interval of every margin lies above 0.</summary>
    Holds,
    /// <summary>The 95 % interval of a margin lies below 0.</summary>
    DoesNotHold,
    /// <summary>No interval lies below 0, and at least one includes 0.</summary>
    Undecided,
    /// <summary>A method or metric of the claim has no value in the table.</summary>
    NotChecked,
}

/// <summary>Names of verdicts.</summary>
public static class VerdictNames
{
    /// <summary>The verdict in words.</summary>
    public static string Name(this Verdict verdict) => verdict switch
    {
        Verdict.Holds => "holds",
        Verdict.DoesNotHold => "does not hold",
        Verdict.Undecided => "undecided",
        _ => "not checked",
    };
}
