using Workbench.Engine.Model;
using Workbench.Engine.Passes;
using Workbench.Engine.Passes.Post;
using Workbench.Engine.Plugins;
using Workbench.Engine.Tests.Model;
using static TorchSharp.torch;

namespace Workbench.Engine.Tests.Passes.Post;

/// <summary>Methods with post steps, in a run.</summary>
public sealed class MethodWithStepsTests : IDisposable
{
    private const int Size = 40, Class = 2;
    private readonly ModelService _model = Nets.Load(Nets.Narrow);
    private readonly MetricInstance _metric = FakeMetric.Create("m", TargetKinds.PresentClasses);

    public void Dispose() => _model.Dispose();

    private ImageMaps Run(params MethodInstance[] methods) =>
        new PassRunner(
            _model,
            Planner.Plan([.. methods.Select(method => new Cell(method, _metric))], _model.Architecture, Annotation.None),
            0
        ).Run([new Sample("a", Size, Size, [new ImageObject(Class, 0, 0, 9, 9, false)])], Nets.Input(1, Size, Size))[0];

    private Tensor MapOf(ImageMaps maps, MethodInstance method) =>
        maps.MapsFor(method, _metric.Metric.Plan(_model.Architecture)).Map(Class);

    private double[] Numbers(ImageMaps maps, MethodInstance method) =>
        MapOf(maps, method).to(ScalarType.Float64).contiguous().data<double>().ToArray();

    private static readonly PassRequest s_request = PassRequest.Create("b2", Tap.Both);

    [Fact]
    public void The_plan_is_the_methods_own()
    {
        var method = FakeMethod.Create("fake", s_request);
        PostSteps.AddSteps(method, PluginCall.ParseSteps("abs | relu")).Method.Plan(null!).ShouldBeSameAs(s_request);
        PostSteps.AddSteps(method, []).ShouldBeSameAs(method);
    }

    [Fact]
    public void Names_are_canonical_and_distinguish_steps()
    {
        string Name(string steps) => PostSteps.AddSteps(FakeMethod.Create("fake@b2", s_request), PluginCall.ParseSteps(steps)).Name;
        Name("smooth{sigma=1.0,border=replicate}").ShouldBe("fake@b2 | smooth");
        Name("smooth{border=reflect,sigma=2}").ShouldBe("fake@b2 | smooth{sigma=2,border=reflect}");
        Name("relu|abs").ShouldBe("fake@b2 | relu | abs");
    }

    [Theory]
    [InlineData("rleu", "Unknown post step 'rleu'; did you mean 'relu'?")]
    [InlineData("sharpen", "Unknown post step 'sharpen'; known: abs, relu, resize, smooth, normalize, max-normalize.")]
    [InlineData("abs{of=2} | smooth{sigma=x}", "abs{of=2}: 'abs' has no option 'of'. smooth{sigma=x}: 'x' is not a number for 'sigma'.")]
    [InlineData("smooth{border=mirror}", "smooth{border=mirror}: 'mirror' is not a value of 'border'; known: replicate, reflect.")]
    [InlineData("resize{size=-1}", "resize{size=-1}: 'size' is -1, outside 0–4096.")]
    public void An_unknown_step_is_reported(string steps, string message) =>
        Should
            .Throw<PluginCallException>(() => PostSteps.AddSteps(FakeMethod.Create("fake", s_request), PluginCall.ParseSteps(steps)))
            .Message.ShouldBe(message);

    [Fact]
    public void A_step_reads_the_methods_map_and_does_not_change_random_draws()
    {
        var noisy = FakeMethod.Create("noisy", new PassRequest(), pass =>
            cat([.. Enumerable.Range(0, pass.Rows.Count).Select(row => randn([1, 1, 3, 4], generator: pass.Rng(row)))]));
        var posted = PostSteps.AddSteps(noisy, PluginCall.ParseSteps("abs"));
        using var maps = Run(noisy, posted);
        var (raw, magnitude) = (Numbers(maps, noisy), Numbers(maps, posted));
        raw.ShouldContain(value => value < 0);
        magnitude.ShouldBe(raw.Select(Math.Abs));
    }

    [Fact]
    public void Resizing_gives_the_inputs_size()
    {
        var posted = PostSteps.AddSteps(FakeMethod.Cam("cam", "b2"), PluginCall.ParseSteps("resize"));
        using var maps = Run(posted);
        MapOf(maps, posted).shape.ShouldBe([1, 1, Size, Size]);
    }

    [Fact]
    public void A_failing_step_is_named()
    {
        // The product's own steps do not fail on any map.
        var inner = FakeMethod.Create("plain", new PassRequest(), pass => zeros([pass.Rows.Count, 1, 4, 4]));
        var broken = new MethodInstance(
            PluginCall.Parse("plain | breaks"),
            inner.Plugin,
            new MethodWithSteps(inner.Method, [("breaks", new BreakingStep())]));
        using var maps = Run(broken);
        maps.FailureOf(broken).ShouldBe("plain | breaks (Fake.dll): its step 'breaks' threw ArithmeticException: broken");
    }

    [Fact]
    public void A_map_without_a_pixel_is_rejected_before_any_step()
    {
        var empty = PostSteps.AddSteps(
            FakeMethod.Create("empty", new PassRequest(), pass => zeros([pass.Rows.Count, 1, 0, 4])),
            PluginCall.ParseSteps("abs | normalize"));
        using var maps = Run(empty);
        maps.FailureOf(empty).ShouldBe("empty | abs | normalize (Fake.dll): it returned [1,1,0,4], a map without a pixel.");
    }

    private sealed class BreakingStep : IPostStep
    {
        public Tensor Apply(Tensor map, (int Height, int Width) input) => throw new ArithmeticException("broken\nwith a stack");
    }

    [Fact]
    public void A_map_of_another_shape_is_the_methods_fault()
    {
        var flat = PostSteps.AddSteps(
            FakeMethod.Create("flat", new PassRequest(), pass => zeros([pass.Rows.Count, 4])),
            PluginCall.ParseSteps("normalize"));
        using var maps = Run(flat);
        maps.FailureOf(flat).ShouldBe("flat | normalize (Fake.dll): it returned [1,4], expected [1,1,h,w].");
    }
}
