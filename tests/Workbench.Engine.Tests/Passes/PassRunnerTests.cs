using TorchSharp;
using Workbench.Engine.Model;
using Workbench.Engine.Passes;
using Workbench.Engine.Plugins;
using Workbench.Engine.Tests.Model;
using static TorchSharp.torch;

namespace Workbench.Engine.Tests.Passes;

/// <summary>A method's fault affects only that method, and only the image at fault.</summary>
public sealed class PassRunnerTests : IDisposable
{
    private readonly ModelService _model = Nets.Load(Nets.Narrow);
    private readonly MetricInstance _metric = FakeMetric.Create("m", TargetKinds.PresentClasses | TargetKinds.Top1);
    private readonly MethodInstance _good = FakeMethod.Cam("good", "b5");

    public static TheoryData<string, string> Faults => new()
    {
        { "throws", "it threw ArithmeticException: broken" },
        { "null", "it returned null." },
        { "nan", "its map for class " },
        { "infinity", "its map for class " },
        { "channels", "expected [2,1,h,w]." },
        { "rows", "it returned [1,1,4,4], expected [2,1,h,w]." },
        { "flat", "it returned [2,4,4], expected [2,1,h,w]." },
        { "whole", "it returned Int64, expected a floating-point map." },
        { "unplanned", "read the activation of b3 (features.15), but its Plan did not ask for it (Activation)." },
        { "unplanned gradient", "read the gradient at b3 (features.15), but its Plan did not ask for it (Gradient)." },
        { "unplanned input", "read the input gradient, but its Plan did not ask for it (InputGradient)." },
        { "unknown", "it threw UnknownLayerException: The model has no layer 'b9'" },
        { "disposed", "it returned a tensor that it had disposed." },
    };

    [Theory, MemberData(nameof(Faults))]
    public void A_faulty_method_fails_by_name_and_no_other_does(string fault, string message)
    {
        var bad = FakeMethod.Create("bad", PassRequest.Create("b5", Tap.Both), pass => Faulty(fault, pass));
        using var maps = Run([_good, bad], [Image("a", 2)], Nets.Input(1, 64, 64))[0];
        maps.FailureOf(bad).ShouldNotBeNull().ShouldStartWith("bad (Fake.dll): ");
        maps.FailureOf(bad)!.ShouldContain(message);
        Alone("a", 64, 2).ShouldBe(Numbers(MapOf(maps, _good, 2)));
    }

    [Fact]
    public void A_fault_on_one_image_of_a_batch_fails_only_there()
    {
        // The second image is the one whose first pixel is largest.
        var bad = FakeMethod.Create("bad", PassRequest.Create("b5", Tap.Both), pass =>
            pass.Input[.., 0, 0, 0].max().item<double>() > 50
                ? throw new ArithmeticException("too bright")
                : pass.Activation("b5").sum(1, keepdim: true));
        var nan = FakeMethod.Create("nan", PassRequest.Create("b5", Tap.Both), pass =>
            pass.Activation("b5").sum(1, keepdim: true) + where(pass.Input[.., ..1, ..1, ..1] > 50, float.NaN, 0.0));
        var input = Nets.Input(3, 64, 64);
        input[1, 0, 0, 0] = 60;
        var maps = Run([_good, bad, nan], [Image("a", 2), Image("b", 2, 3), Image("c", 1)], input);
        foreach (var method in (MethodInstance[])[bad, nan])
        {
            maps.Select(image => image.FailureOf(method) is null).ShouldBe([true, false, true]);
            Numbers(MapOf(maps[0], method, 2)).Length.ShouldBe(16);
        }
        maps[1].FailureOf(bad)!.ShouldBe("bad (Fake.dll): it threw ArithmeticException: too bright");
        maps.ShouldAllBe(image => image.FailureOf(_good) == null);
        foreach (var image in maps) image.Dispose();
    }

    [
        Theory,
        InlineData(true, "its rule threw ArithmeticException: the rule broke"),
        InlineData(false, "its rule threw RuleException: The rule BrokenRule")
    ]
    public void A_rule_that_fails_fails_only_its_own_methods(bool throws, string message)
    {
        var bad = FakeMethod.InputSum("bad", new BrokenRule("features.10", throws));
        foreach (var image in Run([bad, _good], [Image("a", 2), Image("b", 3)], Nets.Input(2, 64, 64)))
            using (image)
            {
                image.FailureOf(bad).ShouldNotBeNull().ShouldStartWith($"bad (Fake.dll): {message}");
                image.FailureOf(_good).ShouldBeNull();
            }
    }

    [Fact]
    public void A_plan_keeps_enough_for_a_rule_that_reads_everything()
    {
        var (reading, plain) = (FakeMethod.InputSum("reading", new ReadingRule()), FakeMethod.InputSum("plain"));
        using var maps = Run([reading, plain], [Image("a", 2, 4)], Nets.Input(1, 65, 90))[0];
        maps.FailureOf(reading).ShouldBeNull();
        foreach (var target in (int[])[2, 4]) Numbers(MapOf(maps, reading, target)).ShouldBe(Numbers(MapOf(maps, plain, target)));
    }

    [Fact]
    public void A_method_sees_its_rows_inputs_logits_and_own_random_draws()
    {
        var seen = new List<(int Rows, int Targets, double Draw)>();
        var curious = FakeMethod.Create("curious", PassRequest.Create("b5", Tap.Activation), pass =>
        {
            pass.Logits.shape.ShouldBe([pass.Targets.Count, 6]);
            for (var row = 0; row < pass.Targets.Count; row++)
                seen.Add(
                    (pass.Targets[row], (int)pass.Input.shape[0], rand(1, ScalarType.Float64, generator: pass.Rng(row)).item<double>()));
            return pass.Activation("b5").sum(1, keepdim: true);
        });
        foreach (var image in Run([curious], [Image("a", 2), Image("b", 2)], Nets.Input(2, 64, 64))) image.Dispose();
        var inBatch = seen.ToList();
        seen.Clear();
        Run([curious], [Image("b", 2)], Nets.Input(2, 64, 64)[1..2])[0].Dispose();
        inBatch.Select(row => row.Draw).Distinct().Count().ShouldBe(inBatch.Count);
        seen.Select(row => row.Draw).ShouldBe(inBatch.TakeLast(seen.Count).Select(row => row.Draw));
    }

    [Fact]
    public void Maps_of_a_randomised_state_are_those_of_its_own_chain()
    {
        var state = new ModelState("r", "features.24", 0.1, 4);
        var metric = FakeMetric.Create("m", TargetKinds.PresentClasses, Annotation.None, ModelState.Trained, state);
        var plan = Planner.Plan([new Cell(_good, metric)], _model.Architecture, Annotation.None);
        var input = Nets.Input(1, 64, 64);
        using var maps = new PassRunner(_model, plan, 0).Run([Image("a", 2)], input)[0];
        var view = maps.MapsFor(_good, metric.Metric.Plan(_model.Architecture));
        Numbers(view.Map(2)).ShouldBe(Alone("a", 64, 2));
        var b5 = _model.Architecture["b5"].Index;
        using var forward = ForwardPass.Run(_model.NetworkInState(state), input.to(ScalarType.Float64), _ => true);
        using var sweep = BackwardSweep.Run(forward, new TargetPairs(1, [(0, 2)]), null, new HashSet<int> { b5 }, inputGradient: false);
        var expected = (sweep.GradientOf(b5).mean([2, 3], keepdim: true) * forward.OutputOf(b5)).sum(1, keepdim: true);
        Numbers(view.Map(2, state)).ShouldBe(Numbers(expected));
        Should.Throw<NotPlannedException>(() => view.Map(5)).Message.ShouldContain("class 5");
    }

    [Fact]
    public void No_tensor_outlives_its_images()
    {
        MethodInstance[] methods =
        [
            _good,
            FakeMethod.Cam("b1", "b1"),
            FakeMethod.InputSum("plain"),
            FakeMethod.InputSum("guided", new GuidedRule()),
            FakeMethod.InputSum("through", new PassThroughRule()),
            FakeMethod.InputSum("broken", new BrokenRule("features.10", false)),
            FakeMethod.Create("throws", PassRequest.Create("b4", Tap.Both), pass => Faulty("throws", pass)),
            FakeMethod.Create("nan", PassRequest.Create("b5", Tap.Both), pass => Faulty("nan", pass)),
        ];
        var metric = FakeMetric.Create(
            "m",
            TargetKinds.PresentClasses,
            Annotation.None,
            ModelState.Trained,
            new ModelState("r", "classifier.0"));
        var runner = new PassRunner(
            _model,
            Planner.Plan([.. methods.Select(method => new Cell(method, metric))], _model.Architecture, Annotation.None),
            0);
        using var input = Nets.Input(2, 33, 40);
        void Once()
        {
            foreach (var image in runner.Run([Image("a", 2, 3), Image("b", 1)], input)) image.Dispose();
        }
        Once();   // makes flipped kernels and redrawn layers, which stay
        var before = DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
        for (var i = 0; i < 10; i++) Once();
        DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount.ShouldBe(before);
    }

    private static Tensor Faulty(string fault, IPass pass) => fault switch
    {
        "throws" => throw new ArithmeticException("broken\nwith a stack"),
        "null" => null!,
        "nan" => pass.Activation("b5").sum(1, keepdim: true) * float.NaN,
        "infinity" => pass.Activation("b5").sum(1, keepdim: true) / 0,
        "channels" => pass.Activation("b5"),
        "rows" => pass.Activation("b5")[..1].sum(1, keepdim: true),
        "flat" => pass.Activation("b5").sum(1),
        "whole" => pass.Activation("b5").sum(1, keepdim: true).to(ScalarType.Int64),
        "unplanned" => pass.Activation("b3"),
        "unplanned gradient" => pass.Gradient("b3"),
        "unplanned input" => pass.InputGradient,
        "unknown" => pass.Activation("b9"),
        "disposed" => Disposed(pass.Activation("b5").sum(1, keepdim: true)),
        _ => throw new ArgumentException(fault, nameof(fault)),
    };

    private static Tensor Disposed(Tensor tensor)
    {
        tensor.Dispose();
        return tensor;
    }

    private double[] Alone(string id, int size, int target)
    {
        using var maps = Run([_good], [Image(id, target)], Nets.Input(1, size, size))[0];
        return Numbers(MapOf(maps, _good, target));
    }

    private IReadOnlyList<ImageMaps> Run(MethodInstance[] methods, IReadOnlyList<Sample> samples, Tensor input) =>
        new PassRunner(
            _model,
            Planner.Plan([.. methods.Select(method => new Cell(method, _metric))], _model.Architecture, Annotation.None),
            0
        ).Run(samples, input);

    private Tensor MapOf(ImageMaps maps, MethodInstance method, int target) =>
        maps.MapsFor(method, _metric.Metric.Plan(_model.Architecture)).Map(target);

    private static double[] Numbers(Tensor tensor) => tensor.contiguous().data<double>().ToArray();

    private static Sample Image(string id, params int[] classes) =>
        new(id, 64, 64, [.. classes.Select(c => new ImageObject(c, 0, 0, 9, 9, false))]);

    public void Dispose() => _model.Dispose();
}
