using Workbench.Results;

namespace Workbench.Specs.Tests;

/// <summary>Expected values of a full run.</summary>
public sealed class ExpectedTests : IDisposable
{
    private const string Good = "methods: [beta, alpha++@b4]\nmetrics: [hits]\nsubject: subject.yaml\n";
    private readonly SpecFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Values_get_canonical_names_and_a_tolerance_each()
    {
        var experiment = _folder.Load(
            Good
                + "expected: {within: 0.5, values: [{method: beta, metric: hits, value: 99.7, within: 0.1}, "
                + "{method: {method: alpha++, layer: b4}, metric: hits, value: 42}]}\n");
        experiment
            .Tables[0]
            .Expected.ShouldBe([new ExpectedValue("beta", "hits", 99.7, 0.1), new ExpectedValue("alpha++@b4", "hits", 42, 0.5)]);
        var text = SpecWriter.Write(experiment);
        SpecWriter.Write(ExperimentFile.Load(_folder.Write("elsewhere/resolved.yaml", text), new FakeCatalog())).ShouldBe(text);
    }

    [Theory]
    [InlineData("[{method: beta, metric: hits, value: 99.7}, {method: alpha++@b4, metric: hits, value: 42}]")]
    [InlineData("expected.csv")]
    public void Values_of_methods_that_an_override_or_an_extending_spec_replaces_are_dropped(string values)
    {
        _folder.Write("expected.csv", "method,hits\nbeta,99.7\nalpha++@b4,42\n");
        var path = _folder.Write("spec.yaml", $"{Good}expected: {{within: 0.5, values: {values}}}\n");
        ExperimentFile
            .Load(path, new FakeCatalog(), [new SpecOverride("methods=[alpha++@b4, alpha++@b3]")])
            .Tables[0]
            .Expected.ShouldBe([new ExpectedValue("alpha++@b4", "hits", 42, 0.5)]);
        ExperimentFile.Load(path, new FakeCatalog(), [new SpecOverride("metrics=[restricted-hits]")]).Tables[0].Expected.ShouldBeEmpty();
        ExperimentFile
            .Load(_folder.Write("mine.yaml", "extends: spec.yaml\nmethods: [beta]\n"), new FakeCatalog())
            .Tables[0]
            .Expected.ShouldBe([new ExpectedValue("beta", "hits", 99.7, 0.5)]);
    }

    [Fact]
    public void A_file_has_the_values_by_method_and_metric()
    {
        _folder.Write("expected.csv", "method,hits\nalpha++@b4,42\nbeta,99.7\n");
        var experiment = _folder.Load(Good + "expected: {within: 0.5, values: expected.csv}\n");
        experiment
            .Tables[0]
            .Expected.ShouldBe([new ExpectedValue("alpha++@b4", "hits", 42, 0.5), new ExpectedValue("beta", "hits", 99.7, 0.5)]);
        experiment.Spec.Files.ShouldContain(_folder.Full("expected.csv"));
    }

    [Fact]
    public void A_metric_of_a_file_without_options_stands_for_all_columns_without_their_own()
    {
        _folder.Write("expected.csv", "method,label,hits,hits{flag=true}\nbeta,BETA,1,\nalpha++@b4,ALPHA,2,3\n");
        _folder
            .Load("methods: [beta, alpha++@b4]\nmetrics: ['hits{flag=true}', hits]\nsubject: subject.yaml\n"
                + "expected: {within: 0.5, values: expected.csv}\n")
            .Tables[0]
            .Expected.ShouldBe(
            [
                new ExpectedValue("beta", "hits", 1, 0.5),
                new ExpectedValue("alpha++@b4", "hits", 2, 0.5),
                new ExpectedValue("alpha++@b4", "hits{flag=true}", 3, 0.5),
            ]);
        _folder.Write("expected.csv", "method,label,hits\nbeta,BETA,1\n");
        _folder
            .Load("methods: [beta]\nmetrics: ['hits{flag=true}']\nsubject: subject.yaml\n"
                + "expected: {within: 0.5, values: expected.csv}\n")
            .Tables[0]
            .Expected.ShouldBe([new ExpectedValue("beta", "hits{flag=true}", 1, 0.5)]);
    }

    [Theory]
    [InlineData("method,hits\nbetta,1\n", "expected.csv:2:1: Unknown method 'betta'; did you mean 'beta'?")]
    [InlineData("method,hitz\nbeta,1\n", "expected.csv:1:1: Unknown metric 'hitz'; did you mean 'hits'?")]
    [InlineData(
        "method,hits\nalpha++,1\n",
        "expected.csv:2:1: A value is expected of 'alpha++@b5', which is not among the table's methods; did you mean 'alpha++@b4'?")]
    [InlineData(
        "method,restricted-hits\nbeta,1\n",
        "expected.csv:1:1: A value is expected under 'restricted-hits', which is not among the table's metrics; known: hits.")]
    [InlineData("method,hits\nbeta,\n", "spec.yaml:4:31: 'expected.csv' has no values.")]
    [InlineData("method,hits\nbeta,many\n", "spec.yaml:4:31: expected.csv:2: 'many' is not a number.")]
    [InlineData(
        "method,hits\nbeta,300\n",
        "expected.csv:2:1: The expected value is 300 within 1, but 'hits' ranges from 0 to 100 %.")]
    [InlineData(
        "method,hits\nalpha++@b4,1\n\"alpha++@b4{flag=false}\",1\n",
        "expected.csv:3:1: 'alpha++@b4' under 'hits' has two expected values: here and at line 2.")]
    public void Mistakes_of_a_file_are_reported_with_its_lines(string csv, string message)
    {
        _folder.Write("expected.csv", csv);
        _folder.ErrorMessage($"{Good}expected: {{within: 1, values: expected.csv}}\n").ShouldBe(message);
    }

    [Fact]
    public void A_missing_file_and_a_missing_tolerance_are_reported()
    {
        _folder.Write("expected.csv", "method,hits\nbeta,1\n");
        _folder
            .ErrorMessage(Good + "expected: {values: expected.csv}\n")
            .ShouldBe("spec.yaml:4:11: 'within' is missing: the values of a file have no tolerance of their own.");
        _folder
            .ErrorMessage(Good + "expected: {within: 1, values: expectd.csv}\n")
            .ShouldBe("spec.yaml:4:31: The file 'expectd.csv' does not exist; did you mean 'expected.csv'?");
    }

    [Theory]
    [InlineData(
        "[a]",
        "spec.yaml:4:11: 'expected' is a mapping {values: FILE, within: 0.5}, not a list.")]
    [InlineData("{within: 1}", "spec.yaml:4:11: The key 'values' is missing in expected values.")]
    [InlineData("{within: 1, values: []}", "spec.yaml:4:11: 'values' is empty.")]
    [InlineData(
        "{within: -1, values: [beta]}",
        "spec.yaml:4:20: 'within' must be a number, 0 or more, not '-1'.\n"
            + "spec.yaml:4:33: An expected value is a mapping {method: METHOD, metric: METRIC, value: NUMBER}, not 'beta'.")]
    [InlineData(
        "{values: [{method: beta, metric: hits, value: 1}]}",
        "spec.yaml:4:21: 'within' is missing: this value has none, and 'expected' has none.")]
    [InlineData("{within: 1, values: [{method: beta, metric: hits}]}", "spec.yaml:4:32: The key 'value' is missing in an expected value.")]
    [InlineData(
        "{within: 1, values: [{method: betta, metric: hitz, value: 1}]}",
        "spec.yaml:4:41: Unknown method 'betta'; did you mean 'beta'?\nspec.yaml:4:56: Unknown metric 'hitz'; did you mean 'hits'?")]
    [InlineData(
        "{within: 1, values: [{method: alpha++, metric: restricted-hits, value: 1}]}",
        "spec.yaml:4:41: A value is expected of 'alpha++@b5', which is not among the table's methods; did you mean 'alpha++@b4'?\n"
            + "spec.yaml:4:58: A value is expected under 'restricted-hits', which is not among the table's metrics; known: hits.")]
    [InlineData(
        "{within: 1, values: [{method: beta, metric: hits, value: 1}, {method: beta, metric: hits, value: 2}]}",
        "spec.yaml:4:81: 'beta' under 'hits' has two expected values: here and at line 4, column 41.")]
    public void Mistakes_are_reported_at_their_place(string expected, string message) =>
        _folder.ErrorMessage($"{Good}expected: {expected}\n").ShouldBe(message);
}
