using Workbench.Engine.Plugins;

namespace Workbench.Plugins.Tests;

/// <summary>
/// Every shipped method has an oracle that covers all its options, and a peer's map. The tables give the reason for each exception.
/// </summary>
public sealed class CoverageTests
{
    private static readonly Dictionary<string, string> s_withoutOracle = new(StringComparer.Ordinal)
    {
        ["random"] = "noise has no formula: BaselineTests check its distribution",
        ["cam"] = "not defined on a VGG, which the loops compute: GraphParityTests compare it with torch-cam",
        ["pointing-game"] = "a metric: PointingGameTests loop over the pixels of boxes and masks",
        ["restricted-pointing-game"] = "a metric: PointingGameTests loop over the pixels of boxes and masks",
        ["class-sensitivity"] = "a metric: SimilarityOracleTests has HOG, ranks and SSIM in loops",
        ["parameter-randomization"] = "a metric: SimilarityOracleTests has HOG, ranks and SSIM in loops",
    };

    private static readonly Dictionary<string, string> s_withoutReference = new(StringComparer.Ordinal)
    {
        ["random"] = "peers draw other noise",
        ["center"] = "a closed form: VocDecisionTests compare its decisions with TorchRay's",
        ["pointing-game"] = "a metric: VocDecisionTests compare its decisions with TorchRay's",
        ["restricted-pointing-game"] = "a metric: VocDecisionTests compare its decisions with TorchRay's",
        ["class-sensitivity"] = "a metric: SimilarityReferenceTests compare it with scikit-image and scipy",
        ["parameter-randomization"] = "a metric: ParameterRandomizationTests compare it with the peers' cascades",
    };

    // Rules at sums, normalisations and products, which a VGG does not have: GraphParityTests and ConservationTests cover them.
    private static readonly string[] s_onlyOnGraphs = ["add", "norm", "product"];

    private static IEnumerable<string> Calls => DefinitionTests.Oracles.Values.SelectMany(oracles => oracles.Keys);

    [Fact]
    public void Every_plugin_has_an_oracle_or_a_reason() => ShippedPlugins.Plugins.Plugins.Select(plugin => plugin.Id)
        .ShouldBe([.. Calls.Select(Id).Distinct(), .. s_withoutOracle.Keys], ignoreOrder: true);

    [Fact]
    public void Every_plugin_has_a_reference_or_a_reason() => ShippedPlugins.Plugins.Plugins.Select(plugin => plugin.Id)
        .ShouldBe(
            [
                .. Parity
                    .PeerCase.ReadAll(Repository.Reference())
                    .Select(Parity.Correspondence.FromCase)
                    .Where(match => match.Reason is null)
                    .Select(match => Id(match.Call))
                    .Union(GraphParityTests.Methods),
                .. s_withoutReference.Keys,
            ],
            ignoreOrder: true);

    [Fact]
    public void Every_option_of_every_method_is_covered()
    {
        foreach (
            var plugin in ShippedPlugins.Plugins.Plugins.Where(plugin =>
                plugin.Kind == PluginKind.Method && !s_withoutOracle.ContainsKey(plugin.Id)))
            foreach (var option in plugin.Options.Where(option => !s_onlyOnGraphs.Contains(option.Name)))
            {
                // A layer follows the @, a number may have any value except its default, and every choice must occur.
                var met = Calls.Where(call => Id(call) == plugin.Id);
                if (option.Type == typeof(LayerRef)) met.ShouldContain(call => call.Contains('@', StringComparison.Ordinal), plugin.Id);
                else if (option.Choices.Count == 0)
                    met.ShouldContain(call => HasOption(call, option.Name, ""), $"{plugin.Id} {option.Name}");
                foreach (var choice in option.Choices.Where(choice => choice != option.Default))
                    met.ShouldContain(call => HasOption(call, option.Name, choice), $"{plugin.Id} {option.Name}={choice}");
            }
    }

    private static string Id(string call) => call.Split('@', '{', ' ')[0];

    private static bool HasOption(string call, string option, string value) =>
        call.Contains($"{{{option}={value}", StringComparison.Ordinal) || call.Contains($",{option}={value}", StringComparison.Ordinal);
}
