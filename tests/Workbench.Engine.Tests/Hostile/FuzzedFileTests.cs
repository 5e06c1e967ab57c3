using Workbench.Fuzzing;

namespace Workbench.Engine.Tests.Hostile;

/// <summary>
/// Damaged files of every kind, thousands in the slow tier: each is read, or rejected with a message that names it. This is a fixed, short
/// part of tests/Fuzz.
/// </summary>
public sealed class FuzzedFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("images", 1500)]
    [InlineData("xml", 1500)]
    [InlineData("json", 500)]
    [InlineData("lists", 1000)]
    [InlineData("arrays", 250)]
    [InlineData("yaml", 250)]
    [InlineData("checkpoints", 1000)]
    public void Damaged_files_of_every_kind_are_read_or_rejected_by_name(string kind, int all)
    {
        var count = TestTier.Choose(all / 5, all);
        var outcome = new FuzzRun(Targets.GetTargets(kind, _folder.Root), seed: 7, _folder["failures"]).Run(0, number => number < count)[
            kind
        ];
        TestContext.Current.TestOutputHelper?.WriteLine($"{outcome}");
        outcome.Faults.ShouldBeEmpty();
        outcome.Count.ShouldBe(count);
        outcome.Read.ShouldBeGreaterThan(0);
        outcome.Rejected.ShouldBeGreaterThan(count / 10);
    }
}
