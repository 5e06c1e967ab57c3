using Workbench.Engine.Model;
using Workbench.Engine.Passes;
using Workbench.Engine.Plugins;
using Workbench.Engine.Tests.Model;

namespace Workbench.Engine.Tests.Passes;

/// <summary>The requests of all cells become the fewest passes, and all faults are reported at once.</summary>
public sealed class PlannerTests : IDisposable
{
    private readonly ModelService _model = Nets.Load(Nets.Narrow);
    private readonly MetricInstance _present = FakeMetric.Create("present", TargetKinds.PresentClasses),
        _top = FakeMetric.Create("top", TargetKinds.Top1);

    [Fact]
    public void Equal_rules_share_a_sweep_and_different_ones_do_not()
    {
        var sweeps = Plan(
            new Cell(FakeMethod.InputSum("plain"), _present), new Cell(FakeMethod.InputSum("guided", new GuidedRule()), _present),
            new Cell(FakeMethod.InputSum("guided too", new GuidedRule()), _present),
            new Cell(FakeMethod.InputSum("1", new ReadingRule(1)), _present),
            new Cell(FakeMethod.InputSum("1 too", new ReadingRule(1)), _present),
            new Cell(FakeMethod.InputSum("2", new ReadingRule(2)), _present),
            new Cell(FakeMethod.Cam("cam", "b5"), _present)).States.Single().Sweeps;
        sweeps.Select(sweep => string.Join('|', sweep.Methods.Select(method => method.Method.Name)))
            .ShouldBe(["plain|cam", "guided|guided too", "1|1 too", "2"]);
    }

    [Fact]
    public void Taps_and_targets_are_unioned()
    {
        var (b5, b3) = (FakeMethod.Cam("b5", "b5"), FakeMethod.Cam("b3", "features.15"));
        var sweep = Plan(new Cell(b5, _present), new Cell(b5, _top), new Cell(b3, _top)).States.Single().Sweeps.Single();
        sweep.Gradients.Order().ShouldBe([Index("features.15"), Index("features.29")]);
        sweep.Targets.ShouldBe(TargetKinds.PresentClasses | TargetKinds.Top1);
        sweep.Methods.Count.ShouldBe(2);   // b5 is under two metrics and runs once
        sweep.InputGradient.ShouldBeFalse();
        sweep.Lowest(99).ShouldBe(Index("b3"));
    }

    [Fact]
    public void A_method_may_read_only_the_layers_that_it_named()
    {
        var sweep = Plan(new Cell(FakeMethod.Cam("b5", "b5"), _top), new Cell(FakeMethod.Cam("b3", "b3"), _top))
            .States.Single()
            .Sweeps.Single();
        sweep.Methods.Select(method => method.Gradients.Single()).ShouldBe([Index("b5"), Index("b3")]);
    }

    [Fact]
    public void The_plain_gradient_keeps_ReLUs_above_the_lowest_tap_and_tapped_activations()
    {
        var keep = Plan(
            new Cell(
                FakeMethod.Create(
                    "a",
                    new PassRequest
                    {
                        Taps = new Dictionary<LayerRef, Tap> { ["b5"] = Tap.Gradient, ["features.2"] = Tap.Activation },
                    }),
                _top))
            .States.Single()
            .Keep;
        keep.Order().ShouldBe([Index("features.2"), Index("classifier.1"), Index("classifier.4")]);
    }

    [Fact]
    public void All_unknown_layers_and_useless_rules_are_in_one_message()
    {
        var error = Should.Throw<PlanException>(() => Plan(
            new Cell(FakeMethod.Cam("one", "b6"), _present), new Cell(FakeMethod.Cam("fine", "b5"), _present),
            new Cell(FakeMethod.Create("two", PassRequest.Create(["features.99", "b5", "nonsense"], Tap.Gradient)), _present),
            new Cell(FakeMethod.InputSum("three", new NowhereRule()), _present),
            new Cell(FakeMethod.Create("four", card => PassRequest.Create(card["b0"].Ref, Tap.Gradient)), _present),
            new Cell(
                FakeMethod.InputSum("fine too"),
                FakeMetric.Create("states", TargetKinds.Top1, Annotation.None, new ModelState("r", "b7")))));
        error.Problems.Count.ShouldBe(6);
        error.Problems[0].ShouldStartWith("one: The model has no layer 'b6'; its blocks are b1, b2, b3, b4, b5.");
        error.Problems[1].ShouldStartWith("two: The model has no layer 'features.99'; did you mean 'features.19'?");
        error.Problems[2].ShouldStartWith("two: The model has no layer 'nonsense'; known: features.0, ");
        error.Problems[3].ShouldBe("three: its rule NowhereRule { } applies to no layer of the model.");
        error.Problems[4].ShouldStartWith("four: The model has no layer 'b0'");
        error.Problems[5].ShouldStartWith("states: The model has no layer 'b7'");
        foreach (var problem in error.Problems) error.Message.ShouldContain(problem);
    }

    [Fact]
    public void Data_without_boxes_is_rejected_for_a_metric_that_needs_them()
    {
        var boxes = new Cell(FakeMethod.Cam("cam", "b5"), FakeMetric.Create("game", TargetKinds.PresentClasses, Annotation.Boxes));
        Should
            .Throw<PlanException>(() => Planner.Plan([boxes], _model.Architecture, Annotation.None))
            .Message.ShouldBe("game needs boxes, which the subject's data does not have.");
        Should
            .Throw<PlanException>(() => Planner.Plan([boxes], _model.Architecture, Annotation.Labels))
            .Message.ShouldBe("game needs boxes, which the subject's data does not have.");
        Planner.Plan([boxes], _model.Architecture, Annotation.Boxes).Cells.Count.ShouldBe(1);

        var labels = new Cell(FakeMethod.Cam("cam", "b5"), FakeMetric.Create("rank", TargetKinds.PresentClasses, Annotation.Labels));
        Should
            .Throw<PlanException>(() => Planner.Plan([labels], _model.Architecture, Annotation.None))
            .Message.ShouldBe("rank needs labels, which the subject's data does not have.");
        foreach (var data in new[] { Annotation.Labels, Annotation.Boxes })
            Planner.Plan([labels], _model.Architecture, data).Cells.Count.ShouldBe(1);
    }

    [Fact]
    public void A_plugin_that_throws_in_Plan_fails_only_its_own_cells()
    {
        var (bad, good) = (FakeMethod.Create("bad", _ => throw new ArithmeticException("no plan")), FakeMethod.Cam("good", "b5"));
        var badMetric = FakeMetric.Create("bad metric", _ => throw new ArithmeticException("no plan either"));
        var plan = Plan(new Cell(bad, _top), new Cell(good, _top), new Cell(bad, _present), new Cell(good, badMetric));
        plan.Cells.Select(cell => (cell.Cell.Method.Name, cell.Cell.Metric.Name)).ShouldBe([("good", "top")]);
        plan.FailedCells.Select(cell => (cell.Cell.Method.Name, cell.Cell.Metric.Name, cell.Reason)).ShouldBe(
        [
            ("bad", "top", "bad threw while it planned: ArithmeticException: no plan"),
            ("bad", "present", "bad threw while it planned: ArithmeticException: no plan"),
            ("good", "bad metric", "bad metric threw while it planned: ArithmeticException: no plan either"),
        ]);
        plan.States.Single().Sweeps.Single().Methods.Single().Method.Name.ShouldBe("good");
    }

    [Fact]
    public void A_plan_that_is_null_is_the_plugins_fault() =>
        Plan(
            new Cell(FakeMethod.Create("bad", _ => null!), _top),
            new Cell(FakeMethod.Cam("good", "b5"), FakeMetric.Create("bad metric", _ => null!)))
            .FailedCells.Select(cell => cell.Reason)
            .ShouldBe(["bad: it returned null while it planned.", "bad metric: it returned null while it planned."]);

    [Fact]
    public void States_come_trained_first_and_once()
    {
        var random = new ModelState("random", "classifier.3");
        var cam = FakeMethod.Cam("cam", "b5");
        var plan = Plan(
            new Cell(cam, FakeMetric.Create("r", TargetKinds.Top1, Annotation.None, random, ModelState.Trained)), new Cell(cam, _top),
            new Cell(FakeMethod.Cam("other", "b4"), FakeMetric.Create("r2", TargetKinds.Top1, Annotation.None, random)));
        plan.States.Select(state => (state.State.Id, state.From)).ShouldBe([("trained", 0), ("random", Index("classifier.3"))]);
        plan.States[0].Sweeps.Single().Methods.Count.ShouldBe(1);
        plan.States[1].Sweeps.Single().Methods.Count.ShouldBe(2);
    }

    private int Index(string layer) => _model.Architecture[layer].Index;

    private PassPlan Plan(params Cell[] cells) => Planner.Plan(cells, _model.Architecture, Annotation.None);

    public void Dispose() => _model.Dispose();
}
