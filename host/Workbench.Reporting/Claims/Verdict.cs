namespace Workbench.Reporting.Claims;

/// <summary>What the data say of a claim.</summary>
public enum Verdict
{
    /// <summary>Every margin holds: its 95 % interval lies above 0.</summary>
    Holds,
    /// <summary>Some margin's interval lies below 0.</summary>
    DoesNotHold,
    /// <summary>No margin's interval lies below 0, and some include it.</summary>
    Undecided,
    /// <summary>A method or metric it names has no value in the table.</summary>
    NotChecked,
}

/// <summary>Words for verdicts.</summary>
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
