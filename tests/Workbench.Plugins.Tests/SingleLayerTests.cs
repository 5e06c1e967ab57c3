using System.Text.Json;
using Workbench.Plugins.Propagation;
using static TorchSharp.torch;

namespace Workbench.Plugins.Tests;

/// <summary>
/// One rule at one layer against the peers. A single layer does not amplify rounding, so RectGrad's thresholds and LRP with signed inputs
/// and outputs agree to the last digits.
/// </summary>
public sealed class SingleLayerTests
{
    private static readonly Lazy<JsonElement> s_metrics = new(() =>
        JsonDocument.Parse(File.ReadAllBytes(Repository.Reference("manifest.json"))).RootElement.GetProperty("metrics"));

    private static readonly Dictionary<string, RelevanceRule> s_rules = new(StringComparer.Ordinal)
    {
        ["eps0"] = new EpsilonRule(0, BiasUse.Keep),
        ["eps0.1"] = new EpsilonRule(0.1, BiasUse.Keep),
        ["gamma0.25"] = new GammaRule(0.25, BiasUse.Keep, Mirrored: true, Split: true, 1e-6),
        ["gamma0.25nobias"] = new GammaRule(0.25, BiasUse.Drop, Mirrored: true, Split: true, 1e-6),
        ["zplus"] = new AlphaBetaRule(1, 0, BiasUse.Keep, Split: true, 1e-6),
        ["zplusnobias"] = new AlphaBetaRule(1, 0, BiasUse.Drop, Split: true, 1e-6),
        ["ab10"] = new AlphaBetaRule(1, 0, BiasUse.Keep, Split: true, 1e-6),
        ["ab21"] = new AlphaBetaRule(2, 1, BiasUse.Keep, Split: true, 1e-6),
        ["zbox"] = new BoxRule(1e-6),
        ["zboxnobias"] = new BoxRule(1e-6),
        ["wsquare"] = new WSquareRule(BiasUse.Keep, 1e-6),
        ["flat"] = new FlatRule(1e-6),
        ["excitation backprop conv"] = new ExcitationRule(Contrastive: false),
    };

    public static TheoryData<string, string> LrpCases =>
        [
            .. s_metrics
                .Value.GetProperty("single_layer_lrp")
                .GetProperty("cases")
                .EnumerateArray()
                .Select(given => (given.GetProperty("rule").GetString()!, given.GetProperty("input").GetString()!)),
        ];

    public static TheoryData<string> RectGradCases => [.. RectGrads.Select(given => Path.GetFileName(Text(given, "out")))];

    private static IEnumerable<JsonElement> RectGrads =>
        s_metrics.Value.GetProperty("rules").EnumerateArray().Where(given => given.TryGetProperty("q", out _));

    [Theory, MemberData(nameof(LrpCases))]
    public void Lrp_at_one_convolution(string rule, string input)
    {
        using var scope = NewDisposeScope();
        var given = s_metrics
            .Value.GetProperty("single_layer_lrp")
            .GetProperty("cases")
            .EnumerateArray()
            .Single(item => Text(item, "rule") == rule && Text(item, "input") == input);
        // A signed input is that of the first layer; an unsigned one follows a ReLU. Both have outputs of both signs, like logits.
        var layer = SingleLayer.Convolution(
            index: input == "signed" ? 0 : 1,
            Read("metrics/rules/conv_w.npy"),
            Read("metrics/rules/conv_b.npy"),
            Read(Text(given, "x")));
        (layer.Input.min().item<double>() < 0).ShouldBe(input == "signed");
        Deviation(s_rules[rule].Propagate(layer, Read(Text(given, "R"))), Read(Text(given, "out"))).ShouldBeLessThan(1e-10);
    }

    [Theory, MemberData(nameof(RectGradCases))]
    public void RectGrad_at_one_ReLU(string file)
    {
        using var scope = NewDisposeScope();
        var given = RectGrads.Single(item => Path.GetFileName(Text(item, "out")) == file);
        var (activation, upstream, expected) = (Read(Text(given, "a")), Read(Text(given, "R")), Read(Text(given, "out")));
        var quantile = Text(given, "peer") == "rectgrad" ? Quantile.Nearest : Quantile.Linear;
        var rule = new RectGradRule(
            Text(given, "rule").Contains("Mod", StringComparison.Ordinal),
            given.GetProperty("q").GetDouble(),
            quantile,
            Threshold.Percentile,
            PaddingTrick: false,
            Pooling.Winner);
        var ours = rule.Rectify(activation, upstream);
        ours.count_nonzero().item<long>().ShouldBe(expected.count_nonzero().item<long>());
        Deviation(ours, expected).ShouldBeLessThan(1e-10);
    }

    [Fact]
    public void RectGrads_proportional_pooling_at_one_max_pool()
    {
        using var scope = NewDisposeScope();
        var given = s_metrics
            .Value.GetProperty("rules")
            .EnumerateArray()
            .Single(item => Text(item, "rule").Contains("PRR", StringComparison.Ordinal));
        var rule = new RectGradRule(Absolute: false, 98, Quantile.Nearest, Threshold.Percentile, PaddingTrick: false, Pooling.Proportional);
        Deviation(rule.Propagate(SingleLayer.MaxPool(Read(Text(given, "x"))), Read(Text(given, "R"))), Read(Text(given, "out")))
            .ShouldBeLessThan(1e-10);
    }

    private static string Text(JsonElement item, string name) => item.GetProperty(name).GetString()!;

    private static double Deviation(Tensor ours, Tensor expected)
    {
        ours.shape.ShouldBe(expected.shape);
        return ((ours - expected).abs().max() / expected.abs().max()).item<double>();
    }

    private static Tensor Read(string file)
    {
        var npy = Npy.Read(Repository.Reference(file));
        return tensor(npy.Doubles(), [.. npy.Shape.Select(size => (long)size)]);
    }
}
