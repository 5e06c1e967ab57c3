using Workbench.TestPlugins;

namespace Workbench.Conformance.Tests;

/// <summary>Each check catches the plugin that breaks its rule, and its message gives the remedy.</summary>
public sealed class CaughtTests
{
    private static readonly Lazy<IReadOnlyList<PluginFinding>> s_findings = new(() =>
        [
            .. Check("Nonconforming", new ConformanceOptions { Limit = TimeSpan.FromSeconds(2) }),
            .. Check("WritesIntoTensors"),
            .. Check("StaysLoaded"),
        ]);

    [Theory]
    [InlineData("Bad_Id", "identity", "The id 'Bad_Id' is not valid in a spec: use lower case letters and digits")]
    [InlineData("cites-todo", "identity", "which does not name a source: write the authors")]
    [InlineData("not-sealed", "identity", "write 'public sealed class NotSealed'.")]
    [InlineData("no-help", "options", "The help of 'sign' is '?': describe in one line what the option does")]
    [InlineData("no-range", "options", "'factor' is a number without a range: set Min, Max or both on its [Option].")]
    [InlineData(
        "far-default",
        "options",
        "'factor' is 2 by default, which is outside its range 0–1: change the default or the range.")]
    [InlineData(
        "lacks-a-choice",
        "values",
        "sign=dropped is allowed, but the method fails: lacks-a-choice{sign=dropped} (Nonconforming.dll): "
            + "it threw NotSupportedException: not written yet")]
    [InlineData(
        "refuses-an-end",
        "values",
        "steps=0 is allowed, but the plugin rejects it: RefusesAnEnd threw while it was constructed: InvalidOperationException: no steps")]
    [InlineData("plans-tensors", "plan", "Plan created 1 tensors: a plan is data")]
    [InlineData("plans-by-turns", "plan", "Plan returned two different requests for the same options and model")]
    [InlineData("plans-no-layer", "plan", "The model has no layer 'b6'; its blocks are b1, b2, b3, b4, b5.")]
    [InlineData("takes-any-layer", "plan", "Plan accepted layer=no-such-layer, which the model does not have")]
    [InlineData("plan-throws", "plan", "Plan threw: InvalidOperationException: no plan today (Planned.cs:46).")]
    [InlineData(
        "rule-of-a-list",
        "rule",
        "gave rules that are not equal, so their methods would not share a sweep: keep ListRule's parameters in record properties")]
    [InlineData("rule-of-a-tensor", "rule", "TensorRule.Kept can hold tensors")]
    [InlineData("rule-for-nothing", "rule", "NowhereRule.AppliesTo is false for every layer of the model")]
    [InlineData("rule-of-another-shape", "rule", "Propagate takes [B,…] at a layer's output to the shape of step.Input")]
    [InlineData("loses-an-axis", "map", "expected [1,1,h,w]. Keep the batch axis and sum over the channels with keepdim")]
    [InlineData("gives-integers", "map", "expected a floating-point map. Convert it to the input's type")]
    [InlineData("divides-by-zero", "map", "holds NaN or infinity. Guard the division")]
    [InlineData("reads-the-unplanned", "map", "Request in Plan what Attribute reads.")]
    [InlineData("writes-into-activation", "untouched", "It wrote into the activation of b3, which others read too")]
    [InlineData("rule-writes-into-input", "untouched", "It wrote into the input of b2 (features.8), which others read too")]
    [InlineData("writes-into-bias", "untouched", "It wrote into the bias of features.0")]
    [InlineData("one-row-only", "batch", "B counts pairs, and Attribute returns a row for each.")]
    [InlineData("draws-its-own", "repeat", "draw random numbers from pass.Rng(row) or pass.ImageRng(image)")]
    [InlineData("scales-by-batch", "invariance", "when other classes of the image are computed too: normalise and reduce by row")]
    [InlineData(
        "asks-its-neighbour",
        "alone",
        "in a grid with the assembly's other methods and one of the check's own: read nothing but the pass")]
    [InlineData("keeps-its-map", "tensors", "Tensors alive after the pass: 1. Keep none in fields or statics")]
    [InlineData("never-returns", "time", "In the check 'untouched' a call did not return within 2 s: bound its loops")]
    [InlineData("StaysLoaded", "unload", "The assembly stays in memory after it is unloaded")]
    [InlineData("asks-for-no-class", "plan", "Plan requests no class: set Targets")]
    [InlineData("asks-for-no-layer", "plan", "The model has no layer 'b9'")]
    [InlineData("names-another-image", "rows", "A row of image 'first' names image 'image': use maps.Sample.Id")]
    [InlineData("scores-infinity", "rows", "put a pair without a value into Skipped")]
    [InlineData("divides-by-the-sum", "flat-map", "With a map of zeros: Score gave NaN for image 'first'")]
    [InlineData("needs-boxes-unsaid", "annotations", "If it reads the boxes, request them in Plan: Needs = Annotation.Boxes.")]
    [InlineData("clamps-the-map", "untouched", "It wrote into the map of class ")]
    [InlineData("counts-images", "repeat", "keep no state between calls of Score")]
    [InlineData("takes-the-last-row", "summary", "Summarise depends on the order of the rows")]
    [InlineData("is-no-mean", "summary", "Leave Mean out, or summarise the mean.")]
    [InlineData("averages-nothing", "summary", "Summarise threw for no rows: InvalidOperationException")]
    [InlineData("keeps-the-mean", "tensors", "Tensors alive after three images: 7. Keep none in fields")]
    [InlineData("metric-lacks-a-choice", "values", "sign=dropped is allowed, but Score threw NotSupportedException: not written yet")]
    public void A_broken_rule_is_caught_by_its_own_check_first(string plugin, string check, string message)
    {
        var caught = s_findings.Value.First(finding => finding.Plugin == plugin && !finding.Passed);
        caught.Check.ShouldBe(check, caught.Message);
        caught.Message.ShouldContain(message);
    }

    [Fact]
    public void A_plugin_that_shares_no_state_passes_in_a_grid_with_the_others() =>
        s_findings.Value.Where(finding => finding.Plugin == "tells-its-neighbour" && !finding.Passed).ShouldBeEmpty();

    [Fact]
    public void An_assembly_that_the_host_rejects_fails_only_loads_with_the_reason()
    {
        var finding = Check("ShipsTorchSharp").ShouldHaveSingleItem();
        (finding.Plugin, finding.Check, finding.Passed).ShouldBe(("ShipsTorchSharp", "loads", false));
        finding.Message.ShouldContain("it ships its own TorchSharp.dll");
    }

    [Theory]
    [InlineData("divides-by-zero", "holds NaN or infinity")]
    [InlineData("loses-an-axis", "expected [")]
    [InlineData("plan-throws", "no plan today (Planned.cs:46)")]
    [InlineData("never-returns", "It did not return within 1 s.")]
    [InlineData("keeps-its-map", "Tensors alive after the pass: 1.")]
    [InlineData("scores-infinity", "Score gave")]
    [InlineData("averages-nothing", "")]
    [InlineData("draws-its-own", "")]
    public void The_quick_check_finds_what_would_stop_a_running_workbench(string plugin, string message)
    {
        var finding = s_quick.Value.Single(finding => finding.Plugin == plugin);
        finding.Check.ShouldBe("pass");
        finding.Passed.ShouldBe(message.Length == 0);
        finding.Message.ShouldContain(message);
    }

    private static readonly Lazy<IReadOnlyList<PluginFinding>> s_quick = new(() =>
        Check("Nonconforming", new ConformanceOptions { Quick = true, Limit = TimeSpan.FromSeconds(1) }));

    private static IReadOnlyList<PluginFinding> Check(string project, ConformanceOptions? options = null) =>
        PluginConformance.Check(TestPlugin.Folder(project), options);
}
