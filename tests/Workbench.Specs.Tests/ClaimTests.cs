using Workbench.Results;

namespace Workbench.Specs.Tests;

/// <summary>Claims: their numbers are in the displayed unit, and claims that cannot hold are reported.</summary>
public sealed class ClaimTests : IDisposable
{
    private const string Good = "methods: [beta, alpha++@b4]\nmetrics: [hits, restricted-hits]\nsubject: subject.yaml\n";
    private readonly SpecFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Numbers_are_in_the_displayed_unit_and_are_written_unchanged()
    {
        var experiment = _folder.Load(Good + """
            claims:
              - {metric: hits, higher: beta, than: all, by: 5}
              - {metric: hits, near: 100, within: 7, methods: beta}
            expected: {within: 0.5, values: [{method: beta, metric: hits, value: 99.7}]}

            """);
        var claims = experiment.Tables[0].Claims;
        claims[0].ShouldBeOfType<OrderClaim>().By.ShouldBe(5);
        claims[1].ShouldBeOfType<NearClaim>().ShouldSatisfyAllConditions(near => near.Value.ShouldBe(100), near => near.Within.ShouldBe(7));
        var text = SpecWriter.Write(experiment);
        text.ShouldContain("by: 5\n");
        SpecWriter.Write(ExperimentFile.Load(_folder.Write("elsewhere/resolved.yaml", text), new FakeCatalog())).ShouldBe(text);
    }

    [Theory]
    [InlineData(
        "{metric: hits, higher: beta, than: all, by: 100}",
        "by: ",
        "'by' is 100, but 'hits' ranges from 0 to 100 %: two values differ by at most 100.")]
    [InlineData(
        "{metric: hits, near: 150, within: 10, methods: beta}",
        "near: ",
        "'near' is 150 within 10, but 'hits' ranges from 0 to 100 %.")]
    [InlineData(
        "{metric: hits, higher: beta, than: alpha++@b3}",
        "than: ",
        "The claim names 'alpha++@b3', which is not among the table's methods; did you mean 'alpha++@b4'?")]
    [InlineData(
        "{metric: 'hits{flag=true}', higher: beta, than: all}",
        "metric: ",
        "The claim names 'hits{flag=true}', which is not among the table's metrics; known: hits, restricted-hits.")]
    [InlineData(
        "{drop: beta, exceeds: [alpha++@b5], from: hits, to: restricted-hits}",
        "[",
        "The claim names 'alpha++@b5', which is not among the table's methods; did you mean 'alpha++@b4'?")]
    [InlineData("{drop: beta, exceeds: all, from: hits, to: hits}", "to: ", "'from' and 'to' are both 'hits': every drop is 0.")]
    [InlineData(
        "{drop: beta, exceeds: [beta], from: hits, to: restricted-hits}",
        "exceeds: ",
        "'beta' is on both sides: a drop cannot exceed itself.")]
    [InlineData(
        "{metric: hits, lower: [beta, alpha++@b4], than: [beta]}",
        "than: ",
        "'beta' is on both sides: a value cannot be lower than itself.")]
    public void A_claim_that_cannot_hold_is_reported_at_its_place(string claim, string before, string message)
    {
        var line = $"claims: [{claim}]";
        var column = line.IndexOf(before, line.IndexOf('{', StringComparison.Ordinal), StringComparison.Ordinal) + before.Length + 1;
        _folder.ErrorMessage($"{Good}{line}\n").ShouldBe($"spec.yaml:4:{column}: {message}");
    }

    [Fact]
    public void An_expected_value_outside_the_metrics_range_is_reported() =>
        _folder.ErrorMessage(Good + "expected: {within: 0.5, values: [{method: beta, metric: hits, value: 101}]}\n")
            .ShouldBe("spec.yaml:4:43: The expected value is 101 within 0.5, but 'hits' ranges from 0 to 100 %.");

    [Fact]
    public void Claims_about_methods_that_an_override_or_an_extending_spec_replaces_are_dropped()
    {
        var path = _folder.Write("spec.yaml", Good + "claims: [{metric: hits, higher: beta, than: alpha++@b4, by: 5}]\n");
        ExperimentFile
            .Load(path, new FakeCatalog(), [new SpecOverride("methods=[alpha++@b4, alpha++@b3]")])
            .Tables[0]
            .Claims.ShouldBeEmpty();
        ExperimentFile
            .Load(_folder.Write("mine.yaml", "extends: spec.yaml\nmethods: [beta]\n"), new FakeCatalog())
            .Tables[0]
            .Claims.ShouldBeEmpty();
    }
}
