namespace Workbench.Specs.Tests;

/// <summary>A spec with a list of subjects.</summary>
public sealed class SubjectListTests : IDisposable
{
    private const string Both = "methods: [beta]\nmetrics: [hits]\nsubject: [subject.yaml, other.yaml]\n";

    private readonly SpecFolder _folder = new();

    public SubjectListTests() => _folder.Write("other.yaml", File.ReadAllText(_folder.Full("subject.yaml")));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_is_one_experiment_for_each_subject_with_shared_methods()
    {
        var experiments = ExperimentFile.LoadBySubject([_folder.Write("spec.yaml", Both)], new FakeCatalog());
        experiments.Select(experiment => experiment.Spec.Subject.Name).ShouldBe(["subject", "other"]);
        experiments.ShouldAllBe(experiment => experiment.Spec.Subjects.Count == 0);
        ReferenceEquals(experiments[0].Tables[0].Methods[0], experiments[1].Tables[0].Methods[0]).ShouldBeTrue();
        SpecWriter.Write(experiments[1]).ShouldContain("name: other");
    }

    [Fact]
    public void A_list_of_one_is_that_subject()
    {
        var (spec, _) = _folder.Load("methods: [beta]\nmetrics: [hits]\nsubject: [other.yaml]\n");
        (spec.Subject.Name, spec.Subjects.Count).ShouldBe(("other", 0));
    }

    [Fact]
    public void A_command_of_one_subject_says_how_to_choose() =>
        _folder
            .ErrorMessage(Both)
            .ShouldBe(
                "spec.yaml:3:10: The spec has 2 subjects, which only 'run' and 'validate' take together. Choose one: --subject subject.");

    [Fact]
    public void An_override_replaces_the_list() =>
        _folder.Load(Both, $"subject='{_folder.Full("other.yaml")}'").Spec.Subject.Name.ShouldBe("other");

    [Fact]
    public void A_missing_file_of_any_subject_is_reported()
    {
        _folder.Write("other.yaml", File.ReadAllText(_folder.Full("subject.yaml")).Replace("weights.safetensors", "lost.safetensors"));
        Should
            .Throw<SpecException>(() => ExperimentFile.LoadBySubject([_folder.Write("spec.yaml", Both)], new FakeCatalog()))
            .Message.ShouldContain("lost.safetensors' does not exist");
    }

    [Fact]
    public void Several_specs_of_one_call_cannot_have_lists()
    {
        var paths = new[] { _folder.Write("one.yaml", Both), _folder.Write("two.yaml", Both) };
        Should
            .Throw<SpecException>(() => ExperimentFile.LoadBySubject(paths, new FakeCatalog()))
            .Message.ShouldContain("A spec of several subjects runs alone: choose one subject with --subject.");
    }
}
