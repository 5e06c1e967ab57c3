using TorchSharp;
using Workbench.Data;
using Workbench.Engine.Model;
using Workbench.Engine.Model.Operators;
using Workbench.Engine.Native;
using Workbench.Engine.Passes;
using Workbench.Engine.Plugins;
using Workbench.Engine.Store;
using Workbench.Engine.Tests.Passes;
using static TorchSharp.torch;

namespace Workbench.Engine.Tests.Model;

/// <summary>A product in bfloat16 deviates by at most the roundings of its factors and result, and nothing else changes.</summary>
public sealed class Bfloat16Tests
{
    // A significand of 8 bits rounds with a relative error up to 2⁻⁹. Two factors and the result are rounded; the rest covers their
    // products.
    private const double Rounding = 1.0 / 128;

    [Theory, InlineData("narrow"), InlineData("reference")]
    public void Every_product_is_within_the_roundings_of_its_factors(string net)
    {
        using var scope = NewDisposeScope();
        using var single = Nets.Load(net, ScalarType.Float32);
        using var half = Nets.Load(net, ScalarType.BFloat16);
        using var forward = ForwardPass.Run(single.Network, Nets.Input(2, 64, 64), _ => true);
        using var none = no_grad();
        var layers = 0;
        foreach (var (exact, narrow) in single.Network.Layers.Zip(half.Network.Layers).Where(pair => pair.First.Weight is not null))
        {
            var (x, y) = (forward.InputOf(exact.Info.Index), forward.OutputOf(exact.Info.Index));
            var output = narrow.Forward(x, narrow.Weight, narrow.Bias);
            Within(output, y, exact.Forward(x.abs(), exact.Weight!.abs(), exact.Bias!.abs()), $"output of {exact.Info}");
            var upstream = randn(y.shape, generator: new Generator(5));
            var at = new VjpPoint([x.shape], [], null, null);
            var signal = narrow.Vjp(0, upstream, at);
            Within(
                signal,
                exact.Vjp(0, upstream, at),
                exact.Vjp(0, upstream.abs(), at, exact.Weight.abs()),
                $"gradient at {exact.Info}");
            (output.dtype, signal.dtype, narrow.Weight!.dtype).ShouldBe((ScalarType.Float32, ScalarType.Float32, ScalarType.Float32));
            layers++;
        }
        layers.ShouldBe(16);
    }

    private static void Within(Tensor actual, Tensor expected, Tensor magnitudes, string what)
    {
        var (error, bound) = ((actual - expected).abs(), Rounding * magnitudes + 1e-30);
        (error / bound).max().item<float>().ShouldBeLessThanOrEqualTo(1, what);
        error.max().item<float>().ShouldBeGreaterThan(0, $"{what} equals that of float32");
    }

    [Fact]
    public void Redrawn_layers_have_the_same_parameters_and_multiply_in_bfloat16()
    {
        using var scope = NewDisposeScope();
        using var single = Nets.Load(Nets.Narrow, ScalarType.Float32);
        using var half = Nets.Load(Nets.Narrow, ScalarType.BFloat16);
        var input = Nets.Input(2, 64, 64);
        foreach (var from in (string[])["features.0", "features.17", "classifier.0", "classifier.6"])
        {
            var state = new ModelState(from, from, 0.1, 3);
            var (exact, narrow) = (single.NetworkInState(state), half.NetworkInState(state));
            foreach (var (one, other) in exact.Layers.Zip(narrow.Layers).Where(pair => pair.First.Weight is not null))
            {
                other.Parameters.InBfloat16.ShouldBeTrue();
                other.Weight!.Same(one.Weight!).ShouldBeTrue($"{one.Info}");
            }
            using var expected = ForwardPass.Run(exact, input, _ => false);
            using var actual = ForwardPass.Run(narrow, input, _ => false);
            actual.Logits.isfinite().all().item<bool>().ShouldBeTrue();
            Deviation(actual.Logits, expected.Logits).ShouldBeInRange(1e-6, 0.05, from);
        }
    }

    [Fact]
    public void A_cells_key_holds_the_arithmetic_and_maps_stay_in_float32()
    {
        using var half = Nets.Load(Nets.Narrow, ScalarType.BFloat16);
        (half.Arithmetic, half.Dtype).ShouldBe((ScalarType.BFloat16, ScalarType.Float32));
        var (cell, subject) = (
            new Cell(FakeMethod.Cam("cam", "b5"), FakeMetric.Create("m", TargetKinds.Top1)),
            new Subject("small", half, InputConvention.FromName("scenes"), new NoImages()));
        CellKey.Create(subject, cell, 0).Parts["dtype"].ShouldBe("bfloat16");
        using var single = Nets.Load(Nets.Narrow, ScalarType.Float32);
        var key = CellKey.Create(subject with { Model = single }, cell, 0);
        key.Parts["dtype"].ShouldBe("float32");
        key.Differences(CellKey.Create(subject, cell, 0)).ShouldBe(["dtype"]);
        using var maps = new PassRunner(half, Planner.Plan([cell], half.Architecture, Annotation.None), 0)
            .Run([new Sample("a", 64, 64, [])], Nets.Input(1, 64, 64))[0];
        maps.MapsFor(cell.Method, cell.Metric.Metric.Plan(half.Architecture))
            .Map(maps.Targets(TargetKinds.Top1)[0])
            .dtype.ShouldBe(ScalarType.Float32);
    }

    [Fact]
    public void Weights_are_converted_once_and_freed_with_the_model()
    {
        static long Live() => DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
        var before = Live();
        using (var model = Nets.Load(Nets.Narrow, ScalarType.BFloat16))
        {
            using var scope = NewDisposeScope();
            var input = Nets.Input(1, 64, 64);
            void Once()
            {
                var methods = (MethodInstance[])[FakeMethod.Cam("b3", "b3"), FakeMethod.InputSum("guided", new GuidedRule())];
                var metric = FakeMetric.Create(
                    "m",
                    TargetKinds.Top1,
                    Annotation.None,
                    ModelState.Trained,
                    new ModelState("r", "features.10"));
                new PassRunner(
                    model,
                    Planner.Plan([.. methods.Select(method => new Cell(method, metric))], model.Architecture, Annotation.None),
                    0)
                    .Run([new Sample("a", 64, 64, [])], input)[0]
                    .Dispose();
            }
            Once();
            var warm = Live();
            for (var i = 0; i < 3; i++) Once();
            Live().ShouldBe(warm);
        }
        Live().ShouldBe(before);
    }

    [Theory]
    [InlineData(7, 0, 1, 1 << 5, true)]          // AVX512-BF16, in subleaf 1 of leaf 7
    [InlineData(7, 0, 0, 1 << 5, false)]         // no subleaf 1
    [InlineData(7, 1 << 22, 0, 0, true)]         // AMX-BF16
    [InlineData(6, 1 << 22, 1, 1 << 5, false)]   // no leaf 7
    [InlineData(7, 0, 1, 0, false)]
    public void Cpuid_shows_whether_the_processor_has_the_instructions(int leaves, int edx, int parts, int eax, bool has) =>
        Processor
            .Bfloat16In(
                (leaf, part) =>
                    (leaf, part) switch
                    {
                        (0, _) => (leaves, 0, 0, 0),
                        (7, 0) => (parts, 0, 0, edx),
                        (7, 1) => (eax, 0, 0, 0),
                        _ => throw new ArgumentException($"{leaf}", nameof(leaf)),
                    })
            .ShouldBe(has);

    [Fact]
    public void On_linux_cpuid_agrees_with_the_system()
    {
        Assert.SkipUnless(File.Exists("/proc/cpuinfo"), "No /proc/cpuinfo.");
        var flags = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("flags", StringComparison.Ordinal))?.Split(' ')
            ?? [];
        Processor.HasBfloat16.ShouldBe(flags.Contains("avx512_bf16") || flags.Contains("amx_bf16"));
    }

    [Fact]
    public void The_user_is_warned_if_bfloat16_is_slower()
    {
        Precision.SpeedWarning(ScalarType.BFloat16, DeviceType.CPU, inHardware: false)!.ShouldContain("float32 is faster here");
        Precision.SpeedWarning(ScalarType.BFloat16, DeviceType.CPU, inHardware: true).ShouldBeNull();
        Precision.SpeedWarning(ScalarType.BFloat16, DeviceType.CUDA, inHardware: false).ShouldBeNull();
        Precision.SpeedWarning(ScalarType.Float32, DeviceType.CPU, inHardware: false).ShouldBeNull();
    }

    private static double Deviation(Tensor actual, Tensor expected) => ((actual - expected).norm() / expected.norm()).item<float>();

    private sealed class NoImages : IDataSource
    {
        public IReadOnlyList<string> Classes => [];
        public IReadOnlyList<string> Ids => [];
        public Annotation Annotations => Annotation.None;
        public string Hash => "none";
        public DataItem Read(string id) => throw new NotSupportedException();
    }
}
