using System.Collections;
using TorchSharp;
using Workbench.Engine.Plugins;
using Workbench.Engine.Tests.Passes;
using static TorchSharp.torch;

namespace Workbench.Engine.Tests.Hostile;

/// <summary>
/// Invalid results and exceptions of a method or its rule, while planning or in a pass, fail only the method's own cells.
/// </summary>
public sealed class MethodAnswerTests(WellBehavedGrid grid) : IClassFixture<WellBehavedGrid>
{
    private static readonly LayerRef s_layer = "b5";

    private static readonly Dictionary<string, (Func<IPass, Tensor> Map, string? Said)> s_maps = new(StringComparer.Ordinal)
    {
        ["null"] = (_ => null!, "it returned null."),
        ["disposed"] = (pass => Disposed(Plain(pass)), "it returned a tensor that it had disposed."),
        ["no height"] = (pass => Plain(pass)[.., .., ..0], "it returned [2,1,0,4], a map without a pixel."),
        ["no pixel"] = (pass => Plain(pass)[.., .., ..0, ..0], "it returned [2,1,0,0], a map without a pixel."),
        ["meta"] = (pass => Plain(pass).to(new Device(DeviceType.META)), "it returned a tensor of the device 'meta', which has no values."),
        ["sparse"] = (pass => Plain(pass).to_sparse(), "it returned a sparse tensor"),
        ["complex"] = (pass => Plain(pass).to(ScalarType.ComplexFloat64), "it returned ComplexFloat64, expected a floating-point map."),
        ["boolean"] = (pass => Plain(pass) > 0, "it returned Bool, expected a floating-point map."),
        ["too few axes"] = (pass => Plain(pass).sum(), "it returned [], expected ["),
        ["huge, of one number"] = (
            pass => ones([1, 1, 1, 1]).expand(pass.Rows.Count, 1, 100_000, 100_000),
            "it returned a map of 100000 × 100000, more than 67108864 pixels"),
        ["NaN"] = (pass => Plain(pass) * double.NaN, "its map for class 2 holds NaN or infinity."),
        ["half"] = (pass => Plain(pass).to(ScalarType.Float16), null),
        ["bfloat16"] = (pass => Plain(pass).to(ScalarType.BFloat16), null),
        ["not side by side"] = (pass => Plain(pass).transpose(2, 3), null),
        ["expanded"] = (pass => ones([1, 1, 1, 1]).expand(pass.Rows.Count, 1, 6, 8), null),
        ["requiring gradients"] = (pass => Plain(pass).requires_grad_(), null),
        ["the activation itself"] = (pass => pass.Activation(s_layer)[.., ..1], null),
        ["under gradients left on"] = (pass =>
        {
            set_grad_enabled(true);
            return Plain(pass);
        }, null),
    };

    public static TheoryData<string> Maps => [.. s_maps.Keys];

    [Theory, MemberData(nameof(Maps))]
    public void An_invalid_map_is_reported_and_every_valid_map_accepted(string kind)
    {
        var (map, said) = s_maps[kind];
        var reasons = grid.Beside(FakeMethod.Create("odd", PassRequest.Create(s_layer, Tap.Activation), map));
        if (said is null) reasons.ShouldBe([null, null, null]);
        else reasons.ShouldAllBe(reason => reason!.StartsWith($"odd (Fake.dll): {said}".Replace("[2,", "[1,"))); // rerun image by image
    }

    public static TheoryData<string> Exceptions => [.. RudeExceptions.All.Keys];

    [Theory, MemberData(nameof(Exceptions))]
    public void An_exception_of_a_method_is_reported_in_one_line(string kind)
    {
        var (make, said) = RudeExceptions.All[kind];
        grid.Beside(FakeMethod.Create("throws", PassRequest.Create(s_layer, Tap.Activation), _ => throw make()))
            .ShouldAllBe(reason => reason!.StartsWith($"throws (Fake.dll): {said}"));
    }

    [Fact]
    public void An_exception_message_that_does_not_return_is_timed_out() =>
        grid.Beside(FakeMethod.Create("hangs", PassRequest.Create(s_layer, Tap.Activation), _ => throw new RudeException(() =>
        {
            Thread.Sleep(TimeSpan.FromSeconds(4));
            return "";
        })), TimeSpan.FromSeconds(1))
            .ShouldAllBe(reason => reason == "hangs (Fake.dll): it did not return within 1 s, and is not called again in this run.");

    private static readonly Dictionary<string, (Func<PassRequest> Plan, string Said)> s_plans = new(StringComparer.Ordinal)
    {
        ["null"] = (() => null!, "odd: it returned null while it planned."),
        ["no taps"] = (() => new() { Taps = null! }, "odd: it returned a plan without Taps while it planned."),
        ["taps that throw when read"] = (
            () => new() { Taps = new LazyTaps(_ => throw new InvalidOperationException("no taps today")) },
            "odd threw while it planned: InvalidOperationException: no taps today"),
        ["taps without end"] = (() => new() { Taps = new LazyTaps(_ => new("b5")) }, "odd: it names more layers than the model's"),
        ["a rule that throws when asked"] = (
            () => new() { Rule = new RudeRule("applies") },
            "odd threw while it planned: ArithmeticException: applies"),
        ["a rule whose name throws"] = (
            () => new() { Rule = new RudeRule("name") },
            "odd threw while it planned: ArithmeticException: name"),
    };

    public static TheoryData<string> Plans => [.. s_plans.Keys];

    [Theory, MemberData(nameof(Plans))]
    public void An_invalid_plan_is_reported(string kind)
    {
        var (plan, said) = s_plans[kind];
        grid.Beside(FakeMethod.Create("odd", _ => plan())).ShouldHaveSingleItem().ShouldNotBeNull().ShouldStartWith(said);
    }

    [Theory, MemberData(nameof(Exceptions))]
    public void An_exception_of_a_plan_is_reported_in_one_line(string kind)
    {
        // An unknown layer in a plan is an error of the spec and stops the run before its first pass.
        if (kind == "a lie about a layer") return;
        grid.Beside(FakeMethod.Create("throws", _ => throw RudeExceptions.All[kind].Make()))
            .ShouldHaveSingleItem()
            .ShouldNotBeNull()
            .ShouldMatch("^throws (threw|ran out of memory) while it planned: ");
    }

    [Fact]
    public void A_plan_is_asked_for_once()
    {
        var asked = 0;
        grid.Beside(
                FakeMethod.Create(
                    "by-turns",
                    _ => asked++ > 0 ? throw new InvalidOperationException("asked again") : PassRequest.Create(s_layer, Tap.Activation),
                    Plain))
            .ShouldBe([null, null, null]);
        asked.ShouldBe(1);
    }

    [Theory]
    [InlineData("null", "its rule threw RuleException: The rule rude returned null at features.28, expected [1,16,4,4].")]
    [InlineData("disposed", "its rule threw RuleException: The rule rude returned a tensor that it had disposed at features.28.")]
    [InlineData("shape", "its rule threw RuleException: The rule rude returned [1,1,4,4] at features.28, expected [1,16,4,4].")]
    [InlineData("type", "its rule threw RuleException: The rule rude returned Float32 at features.28, expected Float64.")]
    [InlineData("complex", "its rule threw RuleException: The rule rude returned ComplexFloat64 at features.28, expected Float64.")]
    [InlineData("meta", "its rule threw RuleException: The rule rude returned a tensor of the device META at features.28.")]
    [InlineData("sparse", "its rule threw RuleException: The rule rude returned a sparse tensor at features.28.")]
    [InlineData("throws", "its rule threw ArithmeticException: throws")]
    [InlineData("start-null", "its rule threw RuleException: The rule rude returned null at the logits, expected [1,6].")]
    [InlineData("start-shape", "its rule threw RuleException: The rule rude returned [1,5] at the logits, expected [1,6].")]
    [InlineData("gradients", null)]
    [InlineData("equal to all", null)]
    [InlineData("stashed and disposed", null)]
    public void An_invalid_answer_of_a_rule_fails_only_its_own_methods(string kind, string? said)
    {
        var reasons = grid.Beside(FakeMethod.InputSum("odd", new RudeRule(kind)));
        reasons.ShouldAllBe(reason => reason == (said == null ? null : $"odd (Fake.dll): {said}"));
    }

    [Fact]
    public void A_rule_that_does_not_return_stops_all_methods_that_share_it() =>
        grid.Beside(FakeMethod.InputSum("hangs", new RudeRule("hangs")), TimeSpan.FromSeconds(1))
            .ShouldAllBe(reason => reason == "hangs (Fake.dll): it did not return within 1 s, and is not called again in this run.");

    [Fact]
    public void Methods_are_told_apart_even_if_one_overrides_equality() =>
        grid.Beside(
                new MethodInstance(
                    new PluginCall("equal"),
                    new PluginDescriptor("equal", PluginKind.Method, "a test", false, [], "Fake.dll", ""),
                    new EqualToAll()))
            .ShouldBe([null, null, null]);

    private static Tensor Plain(IPass pass) => pass.Activation(s_layer).sum(1, keepdim: true);

    private static Tensor Disposed(Tensor tensor)
    {
        tensor.Dispose();
        return tensor;
    }

    private sealed class EqualToAll : IAttributionMethod
    {
        public PassRequest Plan(IArchitecture model) => PassRequest.Create(s_layer, Tap.Activation);
        public Tensor Attribute(IPass pass) => Plain(pass);
        public override bool Equals(object? obj) => throw new InvalidOperationException("compared");
        public override int GetHashCode() => throw new InvalidOperationException("hashed");
    }

    private sealed class LazyTaps(Func<int, LayerRef> layer) : IReadOnlyDictionary<LayerRef, Tap>
    {
        public IEnumerator<KeyValuePair<LayerRef, Tap>> GetEnumerator()
        {
            for (var i = 0; ; i++) yield return new(layer(i), Tap.Activation);
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
        public Tap this[LayerRef key] => throw new NotSupportedException();
        public IEnumerable<LayerRef> Keys => throw new NotSupportedException();
        public IEnumerable<Tap> Values => throw new NotSupportedException();
        public int Count => throw new NotSupportedException();
        public bool ContainsKey(LayerRef key) => throw new NotSupportedException();
        public bool TryGetValue(LayerRef key, out Tap value) => throw new NotSupportedException();
    }

    private sealed record RudeRule(string Kind) : BackwardRule
    {
        private static readonly List<Tensor> s_stashed = [];

        public override Tensor Start(Tensor logits, Tensor oneHot) =>
            Kind switch
            {
                "start-null" => null!,
                "start-shape" => oneHot[.., ..5],
                _ => oneHot,
            };

        public override bool AppliesTo(LayerInfo layer) =>
            Kind == "applies" ? throw new ArithmeticException(Kind) : layer.Name is "features.28" or "features.26";

        public override Tensor Propagate(ILayerStep step, Tensor upstream)
        {
            if (step.Layer.Name != "features.28") return Stashed(step.Vjp(upstream));
            var signal = step.Vjp(upstream);
            return Kind switch
            {
                "null" => null!,
                "disposed" => Disposed(signal),
                "shape" => signal[.., ..1],
                "type" => signal.to(ScalarType.Float32),
                "complex" => signal.to(ScalarType.ComplexFloat64),
                "meta" => signal.to(new Device(DeviceType.META)),
                "sparse" => signal.to_sparse(),
                "throws" => throw new ArithmeticException(Kind),
                "gradients" => signal.requires_grad_(),
                "hangs" => Hung(signal),
                _ => Stashed(signal),
            };
        }

        // Disposes the previous step's signal, which the host may still read.
        private Tensor Stashed(Tensor signal)
        {
            if (Kind != "stashed and disposed") return signal;
            foreach (var old in s_stashed) old.Dispose();
            s_stashed.Clear();
            s_stashed.Add(signal);
            return signal;
        }

        private static Tensor Hung(Tensor signal)
        {
            Thread.Sleep(TimeSpan.FromSeconds(4));
            return signal;
        }

        public bool Equals(RudeRule? other) => Kind == "equal to all" || Kind == other?.Kind;

        public override int GetHashCode() => Kind == "equal to all" ? throw new InvalidOperationException("hashed") : 0;

        public override string ToString() => Kind == "name" ? throw new ArithmeticException(Kind) : "rude";
    }
}
