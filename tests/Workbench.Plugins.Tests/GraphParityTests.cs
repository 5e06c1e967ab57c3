using Workbench.Parity;
using static TorchSharp.torch;

namespace Workbench.Plugins.Tests;

/// <summary>Maps of independent implementations on networks other than VGG-16, against the real plugins, planner and runner.</summary>
public sealed class GraphParityTests
{
    // A channel whose sum nearly vanishes: the peers add other constants to it, and differ from each other by 2.6e-6 there.
    private const string NearlyVanishing = "maps/efficientnet_astronaut_c9/xgradcam.torchcam_at_features.3.npy";

    private static readonly Lazy<Dictionary<string, Outcome>> s_double = new(() => Run(ScalarType.Float64)),
        s_single = new(() => Run(ScalarType.Float32));

    public static TheoryData<string> Files => [.. PeerCase.ReadAll(Kit).Select(reference => reference.File)];

    /// <summary>Ids of the methods that are compared.</summary>
    public static IEnumerable<string> Methods => PeerCase.ReadAll(Kit).Select(GraphCorrespondence.FromCase)
        .Where(match => match.Reason is null)
        .Select(match => match.Call.Split('@', '{', ' ')[0])
        .Distinct();

    private static string Kit => Repository.Reference("graph");

    [Theory, MemberData(nameof(Files))]
    public void Float64_is_within_a_millionth(string file)
    {
        var outcome = s_double.Value[file];
        Assert.SkipWhen(outcome.Reason is not null, $"{outcome.Case.Id}: {outcome.Reason}");
        outcome.Deviation.ShouldBeLessThanOrEqualTo(
            file == NearlyVanishing ? 5e-6 : outcome.Tolerance,
            $"{outcome.Call} against {outcome.Case.Id} on {outcome.Case.Model}, class {outcome.Case.Class}");
    }

    [Fact]
    public void Float32_is_within_its_tolerance() =>
        s_single.Value.Values
            .Where(outcome => outcome.Reason is null && !outcome.Passed)
            .Select(outcome =>
                $"{outcome.Case.File}: {outcome.Call} deviates by {outcome.Deviation:0.0e+0}, not {outcome.Tolerance:0.0e+0}")
            .ShouldBeEmpty();

    [Fact]
    public void Only_methods_that_are_not_here_are_left_out() =>
        s_double.Value.Values.Where(outcome => outcome.Reason is not null).Select(outcome => outcome.Case.Kind).Distinct()
            .ShouldBeSubsetOf([]);

    private static Dictionary<string, Outcome> Run(ScalarType dtype) =>
        new Comparison(Kit, ShippedPlugins.Plugins).Run(dtype).ToDictionary(outcome => outcome.Case.File, StringComparer.Ordinal);
}
