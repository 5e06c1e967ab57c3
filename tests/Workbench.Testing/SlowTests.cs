using System.Reflection;
using System.Runtime.CompilerServices;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

namespace Workbench.Testing;

/// <summary>
/// The two tiers of tests: the fast ones of a plain <c>dotnet test</c>, and with <c>WORKBENCH_TESTS=all</c> also the slow ones.
/// </summary>
public static class TestTier
{
    internal const string Reason = "slow: it runs with WORKBENCH_TESTS=all";

    /// <summary>Whether slow tests run.</summary>
    public static bool IsAll => Environment.GetEnvironmentVariable("WORKBENCH_TESTS") == "all";

    /// <summary>Skip reason of a slow row of a theory; null if slow tests run.</summary>
    public static string? SkipsSlow => IsAll ? null : Reason;   // xunit ignores the condition of a row, so the reason itself is null

    /// <summary>Returns the large number if slow tests run, else the small one.</summary>
    public static int Choose(int few, int all) => IsAll ? all : few;

    /// <summary>Skips the running test unless slow tests run.</summary>
    public static void Slow() => Assert.SkipUnless(IsAll, Reason);
}

/// <summary>A test of the slow tier. A fast test beside it covers a smaller case.</summary>
public sealed class SlowFactAttribute : FactAttribute
{
    /// <param name="file">Source file of the test.</param>
    /// <param name="line">Line of the test.</param>
    public SlowFactAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1) : base(file, line) =>
        (Skip, SkipType, SkipUnless) = (TestTier.Reason, typeof(TestTier), nameof(TestTier.IsAll));
}

/// <summary>A theory of the slow tier. A fast test beside it covers a smaller case.</summary>
public sealed class SlowTheoryAttribute : TheoryAttribute
{
    /// <param name="file">Source file of the test.</param>
    /// <param name="line">Line of the test.</param>
    public SlowTheoryAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1) : base(file, line) =>
        (Skip, SkipType, SkipUnless) = (TestTier.Reason, typeof(TestTier), nameof(TestTier.IsAll));
}

/// <summary>A row of the slow tier in a theory. The other rows cover smaller cases.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class SlowInlineDataAttribute : DataAttribute
{
    private readonly object?[] _data;

    /// <param name="data">The arguments.</param>
    public SlowInlineDataAttribute(params object?[] data) => (_data, Skip) = (data, TestTier.SkipsSlow);

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        new([ConvertDataRow(_data)]);

    /// <inheritdoc/>
    public override bool SupportsDiscoveryEnumeration() => true;
}
