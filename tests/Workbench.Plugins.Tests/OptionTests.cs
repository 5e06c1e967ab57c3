using Workbench.Engine.Plugins;

namespace Workbench.Plugins.Tests;

/// <summary>Plugin calls as users write them: their canonical names, and the errors for wrong ones.</summary>
public sealed class OptionTests
{
    private const string Rules = "first=same start=one add=epsilon norm=epsilon product=signal stabilizer=1E-06";

    private static readonly Dictionary<string, string> s_defaults = new(StringComparer.Ordinal)
    {
        ["gradcam"] = "layer=b5 relu=true",
        ["gradcam-pos"] = "layer=b5 positive=abs",
        ["gradcam++"] = "layer=b5 normalize=false denominator=activation-sum",
        ["gradmid"] = "layer=b5 positive=abs",
        ["cumulative-gradcam"] = "normalize=true positive=abs",
        ["cumulative-gradmid"] = "normalize=true positive=abs",
        ["fullgrad"] = "psi=tensor biases=conv",
        ["layercam"] = "layer=b5",
        ["xgradcam"] = "layer=b5",
        ["hirescam"] = "layer=b5",
        ["normgrad"] = "layer=b5 selective=false",
        ["gradient"] = "reduce=max-abs",
        ["input-x-gradient"] = "",
        ["guided-backprop"] = "reduce=max-abs",
        ["deconvnet"] = "reduce=max-abs",
        ["rectgrad"] = "q=98 quantile=linear threshold=percentile product=false padding-trick=false pool=winner reduce=signed-max",
        ["rectgrad-mod"] = "q=98 quantile=linear threshold=percentile product=false padding-trick=false pool=winner reduce=signed-max",
        ["lrp-0"] = "bias=keep " + Rules,
        ["lrp-epsilon"] = "epsilon=1E-06 bias=keep " + Rules,
        ["lrp-gamma"] = "gamma=0.25 bias=keep mirrored=true split=true linear=same " + Rules,
        ["lrp-alphabeta"] = "alpha=1 beta=0 bias=keep split=true linear=same " + Rules,
        ["lrp-zplus"] = "bias=keep split=true linear=same " + Rules,
        ["excitation-backprop"] = "layer=features.23 contrastive=false",
        ["integrated-gradients"] = "steps=16 quadrature=gauss-legendre baseline=0 reduce=max-abs",
        ["smoothgrad"] = "samples=16 sigma=0.15 relative=true reduce=max-abs",
        ["center"] = "",
        ["random"] = "",
        ["pointing-game"] = "subset=all smooth=0 tolerance=15 constant=skip",
        ["restricted-pointing-game"] = "subset=all smooth=0 tolerance=15 constant=skip among=all",
        ["class-sensitivity"] = "similarity=spearman-hog ssim-range=2 ssim-window=gaussian",
        ["parameter-randomization"] =
            "similarity=spearman-hog sigma=0.1 target=original steps=layers seed=0 ssim-range=2 ssim-window=gaussian",
    };

    [Fact]
    public void The_plugins_load_without_problems() => ShippedPlugins.Plugins.Problems.ShouldBeEmpty();

    [Fact]
    public void Defaults_match_the_definitions() => s_defaults.ShouldAllBe(expected =>
        string.Join(' ', Plugin(expected.Key).Options.Select(option => $"{option.Name}={option.Default}")) == expected.Value);

    [Fact]
    public void Every_option_has_help_and_every_plugin_its_source()
    {
        foreach (var plugin in ShippedPlugins.Plugins.Plugins)
        {
            plugin.Cite.ShouldNotBeNullOrWhiteSpace();
            plugin.Hash.Length.ShouldBe(16);
            plugin.Options.ShouldAllBe(option => option.Help.Length > 10);
        }
    }

    [Theory]
    [InlineData("gradcam", "gradcam@b5")]
    [InlineData("gradcam@b4", "gradcam@b4")]
    [InlineData("gradcam{layer=b4}", "gradcam@b4")]
    [InlineData("gradcam@features.28{relu=true}", "gradcam@features.28")]
    [InlineData("gradcam@b3{relu=false}", "gradcam@b3{relu=false}")]
    [InlineData("cumulative-gradcam{positive=relu,normalize=false}", "cumulative-gradcam{normalize=false,positive=relu}")]
    [InlineData("fullgrad{biases=conv,psi=channel}", "fullgrad{psi=channel}")]
    public void A_methods_name_lists_the_options_that_differ_from_their_defaults(string call, string name) =>
        ShippedPlugins.Method(call).Name.ShouldBe(name);

    [Theory]
    [InlineData("pointing-game{tolerance=15.0,smooth=0.00}", "pointing-game")]
    [InlineData("pointing-game{smooth=2e-2}", "pointing-game{smooth=0.02}")]
    [InlineData("pointing-game{tolerance=.inf}", "pointing-game{tolerance=.inf}")]
    [InlineData("pointing-game{subset=multi-class}", "pointing-game{subset=multi-class}")]
    [InlineData(
        "restricted-pointing-game{among=present,constant=first-pixel}",
        "restricted-pointing-game{constant=first-pixel,among=present}")]
    public void A_metrics_name_lists_the_options_that_differ_from_their_defaults(string call, string name) =>
        ShippedPlugins.Metric(call).Name.ShouldBe(name);

    [Theory]
    [InlineData("gradcan", "Unknown method 'gradcan'; did you mean 'gradcam'?")]
    [InlineData("Gradcam", "Unknown method 'Gradcam'; did you mean 'gradcam'?")]
    [InlineData("gradcam{rel=false}", "gradcam{rel=false}: 'gradcam' has no option 'rel'; did you mean 'relu'?")]
    [InlineData("gradcam{relu=no}", "gradcam{relu=no}: 'no' is not a value of 'relu'; known: true, false.")]
    [InlineData("gradcam{relu=True}", "gradcam{relu=True}: 'True' is not a value of 'relu'; did you mean 'true'?")]
    [InlineData("gradcam-pos{positive=Abs}", "gradcam-pos{positive=Abs}: 'Abs' is not a value of 'positive'; did you mean 'abs'?")]
    [InlineData("gradcam-pos{positive=0}", "gradcam-pos{positive=0}: '0' is not a value of 'positive'; known: abs, relu.")]
    [InlineData("fullgrad@b5", "fullgrad@b5: 'fullgrad' takes no layer.")]
    [InlineData("gradcam@b5{layer=b4}", "gradcam@b5{layer=b4}: 'layer' is given twice.")]
    [InlineData("gradcam{relu=true,relu=false}", "gradcam{relu=true,relu=false}: 'relu' is given twice.")]
    public void A_wrong_method_is_explained(string call, string message) =>
        Should.Throw<PluginCallException>(() => ShippedPlugins.Method(call)).Message.ShouldBe(message);

    [Fact]
    public void A_metrics_id_is_rejected_as_a_method_and_all_methods_are_listed()
    {
        var methods = ShippedPlugins
            .Plugins.Plugins.Where(plugin => plugin.Kind == PluginKind.Method)
            .Select(plugin => plugin.Id)
            .Order(StringComparer.Ordinal)
            .ToList();
        methods.Count.ShouldBeGreaterThan(20);
        Should
            .Throw<PluginCallException>(() => ShippedPlugins.Method("pointing-game"))
            .Message.ShouldBe($"Unknown method 'pointing-game'; known: {string.Join(", ", methods)}.");
    }

    [Theory]
    [InlineData("smooth=-0.1", "'smooth' is -0.1, outside 0–1.")]
    [InlineData("smooth=1.01", "'smooth' is 1.01, outside 0–1.")]
    [InlineData("smooth=.inf", "'smooth' is .inf, outside 0–1.")]
    [InlineData("tolerance=-1", "'tolerance' is -1, outside ≥ 0.")]
    [InlineData("tolerance=-.inf", "'tolerance' is -.inf, outside ≥ 0.")]
    [InlineData("tolerance=NaN", "'NaN' is not a number for 'tolerance'.")]
    [InlineData("tolerance=wide", "'wide' is not a number for 'tolerance'.")]
    [InlineData("tolerance=1e999", "'1e999' is not a number for 'tolerance'.")]
    [InlineData("subset=hard", "'hard' is not a value of 'subset'; known: all, multi-class, difficult.")]
    [InlineData("subset=multiclass", "'multiclass' is not a value of 'subset'; did you mean 'multi-class'?")]
    public void A_wrong_value_is_explained(string option, string message) =>
        Should.Throw<PluginCallException>(() => ShippedPlugins.Metric($"pointing-game{{{option}}}")).Message.ShouldEndWith(message);

    [Fact]
    public void All_mistakes_of_a_call_are_reported_together() =>
        Should
            .Throw<PluginCallException>(() => ShippedPlugins.Metric("restricted-pointing-game{smoth=1,tolerance=-4,among=none}"))
            .Problems.Count.ShouldBe(3);

    [Fact]
    public void An_unknown_layer_is_rejected_when_the_grid_is_planned()
    {
        var cell = new Engine.Passes.Cell(ShippedPlugins.Method("gradcam@b6"), ShippedPlugins.Metric("pointing-game"));
        Should
            .Throw<Engine.Passes.PlanException>(() =>
                Engine.Passes.Planner.Plan(
                    [cell],
                    ShippedPlugins.NarrowNet(TorchSharp.torch.ScalarType.Float32).Architecture,
                    Annotation.Boxes))
            .Message.ShouldStartWith("gradcam@b6: The model has no layer 'b6'; its blocks are b1, b2, b3, b4, b5.");
    }

    private static PluginDescriptor Plugin(string id) => ShippedPlugins.Plugins.Plugins.Single(plugin => plugin.Id == id);
}
