using Workbench.Results;

namespace Workbench.Specs.Tests;

/// <summary>Notes about rows of a table.</summary>
public sealed class NoteTests : IDisposable
{
    private const string Good = "methods: [beta, alpha++@b4]\nmetrics: [hits]\nsubject: subject.yaml\n";
    private readonly SpecFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Notes_name_rows_and_optionally_a_subject()
    {
        var experiment = _folder.Load(
            Good + "notes: [{methods: beta, text: Mind the gap.}, {methods: [alpha++@b4, beta], subject: rooms, text: Small rooms.}]\n");
        var notes = experiment.Tables[0].Notes;
        (notes[0].Methods.ShouldHaveSingleItem(), notes[0].Text, notes[0].Subject).ShouldBe(("beta", "Mind the gap.", null));
        (string.Join(' ', notes[1].Methods), notes[1].Subject).ShouldBe(("alpha++@b4 beta", "rooms"));
        var text = SpecWriter.Write(experiment);
        SpecWriter.Write(ExperimentFile.Load(_folder.Write("elsewhere/resolved.yaml", text), new FakeCatalog())).ShouldBe(text);
    }

    [Fact]
    public void Notes_about_rows_that_an_override_replaces_are_dropped()
    {
        var path = _folder.Write("spec.yaml", Good + "notes: [{methods: [beta, alpha++@b4], text: Mind the gap.}]\n");
        TableNote Only(string methods) =>
            ExperimentFile.Load(path, new FakeCatalog(), [new SpecOverride(methods)]).Tables[0].Notes.ShouldHaveSingleItem();
        Only("methods=[alpha++@b4, alpha++@b3]").Methods.ShouldBe(["alpha++@b4"]);
        ExperimentFile.Load(path, new FakeCatalog(), [new SpecOverride("methods=[alpha++@b3]")]).Tables[0].Notes.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("[a]", "spec.yaml:4:9: A note is a mapping {methods: [METHOD], text: TEXT}, not 'a'.")]
    [InlineData("[{methods: beta}]", "spec.yaml:4:9: The key 'text' is missing in a note.")]
    [InlineData(
        "[{methods: alpha++@b3, text: A}]",
        "spec.yaml:4:19: A note is about 'alpha++@b3', which is not among the table's methods; did you mean 'alpha++@b4'?")]
    public void Mistakes_are_reported_at_their_place(string notes, string message) =>
        _folder.ErrorMessage($"{Good}notes: {notes}\n").ShouldBe(message);
}
