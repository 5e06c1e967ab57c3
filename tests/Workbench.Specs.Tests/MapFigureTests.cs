using Workbench.Engine.Runs;
using Workbench.Results;

namespace Workbench.Specs.Tests;

/// <summary>Figures of maps as specs.</summary>
public sealed class MapFigureTests : IDisposable
{
    private const string Least = "maps: {images: {pick: two-large-objects}, columns: [alpha++@b4, beta]}\nsubject: subject.yaml\n";
    private readonly SpecFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_spec_of_maps_has_a_figure_and_no_table()
    {
        var experiment = _folder.Load("title: Mine\n" + Least);
        experiment.Tables.ShouldBeEmpty();
        experiment.Spec.Title.ShouldBe("Mine");
        var (spec, layout) = experiment.Figures.ShouldHaveSingleItem();
        (spec.Folder, layout.Name, layout.Title).ShouldBe(("", "spec", "Mine"));
        layout.Columns.Select(column => (column.Method.Name, column.Caption)).ShouldBe([("alpha++@b4", "alpha++@b4"), ("beta", "beta")]);
        layout.Images.Rule.ShouldBe(new TwoLargeObjects());
        (layout.Rows.Classes[0], layout.Rows.States[0], layout.Rows.Sigma, layout.Rows.Seed).ShouldBe(("top1", "trained", 0.1, 0UL));
        (layout.Scale, layout.Sign, layout.Scores, layout.Boxes).ShouldBe((MapScale.Cell, MapSign.Signed, OutputScore.Logit, true));
    }

    [Fact]
    public void Every_key_is_read()
    {
        var layout = _folder.Load(
            """
            maps:
              images: [first, 000002]
              rows: {classes: [present1, bird, 7], states: [trained, half, features.17], sigma: 0.2, seed: 5}
              columns: [alpha++, {method: alpha++, layer: b1, options: {flag: true}}]
              labels: {alpha++: The first}
              scale: row
              sign: magnitude
              scores: softmax
              boxes: false
            subject: subject.yaml
            """).Figures[0].Layout;
        layout.Images.Named.ShouldBe(["first", "000002"]);
        layout.Rows.Classes.ShouldBe(["present1", "bird", "7"]);
        layout.Rows.States.ShouldBe(["trained", "half", "features.17"]);
        (layout.Rows.Sigma, layout.Rows.Seed).ShouldBe((0.2, 5UL));
        // The label's method is at its default layer.
        layout.Columns.Select(column => column.Caption).ShouldBe(["The first", "alpha++@b1{flag=true}"]);
        (layout.Scale, layout.Sign, layout.Scores, layout.Boxes).ShouldBe((MapScale.Row, MapSign.Magnitude, OutputScore.Softmax, false));
    }

    [Fact]
    public void Figures_beside_tables_share_their_methods()
    {
        _folder.Write("sub/maps.yaml", "maps: {images: here.png, columns: [beta]}\nsubject: nowhere\n");
        _folder.Write("sub/here.png", "");
        var experiment = _folder.Load(
            "tables: [{name: one, methods: [beta], metrics: [hits]}]\n"
                + "figures: [sub/maps.yaml, {name: mine, maps: {images: 000001, rows: {class: bottom1}, columns: [alpha++]}}]\n"
                + "subject: subject.yaml\n");
        experiment.Figures.Select(figure => figure.Spec.Folder).ShouldBe(["maps", "mine"]);
        experiment.Figures[0].Layout.Images.Named.ShouldBe([_folder.Full("sub/here.png")]);   // relative to the file that names it
        ReferenceEquals(experiment.Figures[0].Layout.Columns[0].Method, experiment.Tables[0].Methods[0]).ShouldBeTrue();
        _folder.Load("figures: [sub/maps.yaml]\nsubject: subject.yaml\n").Tables.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("title: Mine\n" + Least)]
    [InlineData(
        "tables: [{name: one, methods: [beta], metrics: [hits]}]\n"
            + "figures: [{name: mine, title: Own, maps: {images: [a, b], rows: {classes: [present2], states: [full]}, "
            + "columns: [alpha++], labels: {alpha++: A}, scale: figure, sign: positive, scores: none, boxes: false}}]\n"
            + "subject: subject.yaml\n")]
    public void The_resolved_spec_reads_back_as_the_same_figures(string spec)
    {
        var first = _folder.Load(spec);
        var text = SpecWriter.Write(first);
        var second = ExperimentFile.Load(_folder.Write("elsewhere/spec.yaml", text), new FakeCatalog());
        SpecWriter.Write(second).ShouldBe(text);
        second.Figures[0].Layout.Columns[0].Caption.ShouldBe(first.Figures[0].Layout.Columns[0].Caption);
        second.Figures[0].Layout.Images.Rule.ShouldBe(first.Figures[0].Layout.Images.Rule);
    }

    [Theory]
    [InlineData("maps: {columns: [beta]}", "spec.yaml:1:7: The key 'images' is missing in maps.")]
    [InlineData("maps: {images: a, columns: [betta]}", "spec.yaml:1:29: Unknown method 'betta'; did you mean 'beta'?")]
    [InlineData("maps: {images: a, columns: [beta, beta]}", "spec.yaml:1:35: 'beta' is listed twice: here and at line 1, column 29.")]
    [InlineData(
        "maps: {images: a, columns: [beta], labels: {alpha++: A}}",
        "spec.yaml:1:45: 'labels' names 'alpha++@b5', which is not a column; known: beta.")]
    [InlineData(
        "maps: {images: a, columns: [beta], scale: cells}",
        "spec.yaml:1:43: Unknown value 'cells' of 'scale'; did you mean 'cell'?")]
    [InlineData(
        "maps: {images: a, columns: [beta], colour: red}",
        "spec.yaml:1:36: Unknown key 'colour' in maps; known: images, rows, columns, labels, scale, sign, scores, boxes.")]
    [InlineData(
        "maps: {images: [], columns: [beta]}",
        "spec.yaml:1:16: 'images' takes an image, a list of images, or {pick: two-large-objects, count: 1}, not an empty list.")]
    [InlineData(
        "maps: {images: {pick: two-large-object}, columns: [beta]}",
        "spec.yaml:1:23: Unknown value 'two-large-object' of 'pick'; did you mean 'two-large-objects'?")]
    [InlineData(
        "maps: {images: {pick: two-large-objects, smallest: 1.5}, columns: [beta]}",
        "spec.yaml:1:52: 'smallest' must be a share, 0 to 1, not '1.5'.")]
    [InlineData(
        "maps: {images: a, rows: {classes: [present0]}, columns: [beta]}",
        "spec.yaml:1:36: 'present0' is not a class of a row: 'present1' is the class of the image's largest object, 'present2' the next.")]
    [InlineData(
        "maps: {images: a, rows: {class: top1, classes: [bird]}, columns: [beta]}",
        "spec.yaml:1:33: Rows have 'class' or 'classes', not both.")]
    [InlineData("maps: {images: a, rows: {states: [half, half]}, columns: [beta]}", "spec.yaml:1:41: 'half' is listed twice.")]
    [InlineData(
        "maps: {images: a, columns: [beta]}\nmetrics: [hits]",
        "spec.yaml:2:1: Unknown key 'metrics' in a spec of maps; known: title, maps, subject, limit, seed, dtype, extends.")]
    [InlineData("figures: []", "spec.yaml:1:10: 'figures' is empty.")]
    [InlineData("figures: [lost.yaml]", "spec.yaml:1:11: The spec 'lost.yaml' does not exist.")]
    [InlineData(
        "figures: [{name: a, maps: {images: a, columns: [beta]}}, {name: a, maps: {images: a, columns: [beta]}}]",
        "spec.yaml:1:58: The name 'a' is already used by a table or figure above.")]
    public void Mistakes_are_reported_at_their_place(string maps, string message) =>
        _folder.ErrorMessage(maps + "\nsubject: subject.yaml\n").ShouldBe(message);

    [Fact]
    public void All_mistakes_are_reported_at_once() =>
        _folder
            .ErrorMessage("maps: {images: 3, rows: top1, columns: [betta, gamma], sign: minus}\nsubject: subject.yaml\n")
            .Split('\n')
            .Length.ShouldBe(4);
}
