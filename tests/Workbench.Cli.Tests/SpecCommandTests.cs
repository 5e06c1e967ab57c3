namespace Workbench.Cli.Tests;

/// <summary><c>validate</c>, <c>schema</c>, <c>run --check</c>, and several specs in one command line.</summary>
public sealed class SpecCommandTests(SmallSubject subject)
{
    [Fact]
    public void The_stored_schemas_are_up_to_date()
    {
        using var place = new Workplace(subject);
        place.Run("schema", "--out", "spec.json").Code.ShouldBe(0);
        place
            .Read("spec.json")
            .ShouldBe(
                File.ReadAllText(Path.Combine(Repository.Root, "experiments", "spec.schema.json")),
                "write it again: workbench schema --out experiments/spec.schema.json");
        place
            .Run("schema", "--model")
            .Output.ShouldBe(File.ReadAllText(Path.Combine(Repository.Root, "experiments", "subjects", "model.schema.json")));
        place
            .Run("schema", "--subject")
            .Output.ShouldBe(File.ReadAllText(Path.Combine(Repository.Root, "experiments", "subjects", "subject.schema.json")));
    }

    [Fact]
    public void Validate_shows_the_contents_of_each_spec_or_all_its_mistakes()
    {
        using var place = new Workplace(subject);
        place.Write("layer.yaml", "methods: [gradcam@b9]\nmetrics: [pointing-game]\nsubject: small.yaml\n");
        place.Write("name.yaml", "methods: [gradcm]\nmetrics: [pointing-gam]\nsubject: small.yaml\n");
        var run = place.Run("validate", "spec.yaml", "layer.yaml", "name.yaml", "--device", "cpu");
        run.Code.ShouldBe(2);
        run.Output.Trim().ShouldBe("spec.yaml: ok, 2 methods × 2 metrics, 6 images");
        run.Error.ShouldContain("layer.yaml: gradcam@b9: ");
        run.Error.ShouldContain("name.yaml:1:11: ");
        run.Error.ShouldContain("name.yaml:2:11: ");
    }

    [Fact]
    public void A_check_fails_if_a_value_deviates_or_no_value_is_expected()
    {
        using var place = new Workplace(subject);
        place.RunInto("none", "--check").Code.ShouldBe(2);
        place.Write(
            "good.yaml",
            "extends: spec.yaml\nexpected: {within: 100, values: [{method: gradcam@b5, metric: pointing-game, value: 50}]}\n");
        place.Write(
            "bad.yaml",
            "extends: spec.yaml\nexpected: {within: 1, values: [{method: gradcam@b5, metric: pointing-game, value: 99}]}\n");
        place.Run("run", "good.yaml", "--check", "--out", "good", "--device", "cpu").Code.ShouldBe(0);
        var both = place.Run("run", "good.yaml", "bad.yaml", "--check", "--out", "both", "--device", "cpu");
        both.Code.ShouldBe(5, both.Error);
        both.Output.ShouldContain("1 of 1 expected values agree.");
        both.Output.ShouldContain("deviates: pointing-game of gradcam@b5 is ");
        place.Read("both", "bad", "table.md").ShouldContain("**deviates**");
        File.Exists(place["both", "good", "table.csv"]).ShouldBeTrue();
    }
}
