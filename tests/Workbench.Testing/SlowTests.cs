using System.Reflection;
using System.Runtime.CompilerServices;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

namespace Workbench.Testing;

/// <summary>The two tiers of the tests: all that <c>dotnet test</c> runs, and with <c>WORKBENCH_TESTS=all</c> the slow ones too.</summary>
public static class Tier
{
    internal const string Reason = "slow: it runs with WORKBENCH_TESTS=all";

    /// <summary>Whether slow tests run.</summary>
    public static bool IsAll => Environment.GetEnvironmentVariable("WORKBENCH_TESTS") == "all";

    /// <summary>Why a row of a theory that is slow is skipped; null where slow tests run.</summary>
    public static string? SkipsSlow => IsAll ? null : Reason;   // of a row, a condition beside the reason is not asked

    /// <summary>A large number where slow tests run, else a small one of the same kind.</summary>
    public static int Of(int few, int all) => IsAll ? all : few;

    /// <summary>Skips a test that is slow.</summary>
    public static void Slow() => Assert.SkipUnless(IsAll, Reason);
}

/// <summary>A test of the slow tier; a fast one beside it proves the same of less.</summary>
public sealed class SlowFactAttribute : FactAttribute
{
    /// <param name="file">Where it is.</param>
    /// <param name="line">Its line.</param>
    public SlowFactAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1) : base(file, line) =>
        (Skip, SkipType, SkipUnless) = (Tier.Reason, typeof(Tier), nameof(Tier.IsAll));
}

/// <summary>A theory of the slow tier; a fast one beside it proves the same of less.</summary>
public sealed class SlowTheoryAttribute : TheoryAttribute
{
    /// <param name="file">Where it is.</param>
    /// <param name="line">Its line.</param>
    public SlowTheoryAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1) : base(file, line) =>
        (Skip, SkipType, SkipUnless) = (Tier.Reason, typeof(Tier), nameof(Tier.IsAll));
}

/// <summary>A row of a theory that is of the slow tier; the other rows prove the same of less.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class SlowInlineDataAttribute : DataAttribute
{
    private readonly object?[] _data;

    /// <param name="data">The arguments.</param>
    public SlowInlineDataAttribute(params object?[] data) => (_data, Skip) = (data, Tier.SkipsSlow);

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        new([ConvertDataRow(_data)]);

    /// <inheritdoc/>
    public override bool SupportsDiscoveryEnumeration() => true;
}
