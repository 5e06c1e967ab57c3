using Workbench.Results;

namespace Workbench.Specs.Tests;

/// <summary>Groups of methods, and panels as groups.</summary>
public sealed class GroupTests : IDisposable
{
    private const string Rest = "metrics: [hits, restricted-hits]\nsubject: subject.yaml\n";
    private readonly SpecFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_group_stands_for_its_methods_in_every_list()
    {
        var table = _folder
            .Load(
                "groups:\n  Early: [{matrix: {method: alpha++, layer: [b2, b1]}}]\n  All of them: [beta, Early]\n"
                    + "methods: [alpha++@b5, All of them]\n" + Rest
                    + "figure: {curves: hits, panels: [Early, {title: Others, methods: [beta, alpha++@b5]}]}\n"
                    + "claims:\n  - {drop: beta, exceeds: Early, from: hits, to: restricted-hits}\n"
                    + "  - {metric: hits, higher: Early, than: Others}\n  - {metric: hits, near: 1, within: 1, methods: [beta, Early]}\n"
                    + "notes: [{methods: Others, text: A note.}]\n")
            .Tables[0];
        string[] early = ["alpha++@b2", "alpha++@b1"], others = ["beta", "alpha++@b5"];
        table.Methods.Select(method => method.Name).ShouldBe(["alpha++@b5", "beta", .. early]);
        table.Figure!.Panels.Select(panel => (panel.Title, string.Join(' ', panel.Methods)))
            .ShouldBe([("Early", string.Join(' ', early)), ("Others", string.Join(' ', others))]);
        table.Claims[0].ShouldBeOfType<DropClaim>().Others.ShouldBe(early);
        table.Claims[1].ShouldBeOfType<OrderClaim>().Methods.ShouldBe(early);
        table.Claims[1].ShouldBeOfType<OrderClaim>().Than.ShouldBe(others);
        table.Claims[2].ShouldBeOfType<NearClaim>().Methods.ShouldBe(["beta", .. early]);
        table.Notes[0].Methods.ShouldBe(others);
    }

    [Fact]
    public void The_steps_of_the_table_are_appended_once() =>
        _folder
            .Load("groups: {All: [Early], Early: [alpha++@b2]}\npost: [abs]\nmethods: [beta, Early]\n" + Rest
                + "claims: [{metric: hits, higher: beta, than: All}]\n")
            .Tables[0]
            .Claims[0].ShouldBeOfType<OrderClaim>()
            .Than.ShouldBe(["alpha++@b2 | abs"]);

    [Fact]
    public void A_claim_that_compares_with_a_group_leaves_out_the_compared_methods()
    {
        var table = _folder
            .Load("groups: {All: [alpha++@b2, alpha++@b1, beta]}\nmethods: [All]\n" + Rest
                + "claims:\n  - {drop: beta, exceeds: All, from: hits, to: restricted-hits}\n"
                + "  - {metric: hits, higher: [beta, alpha++@b1], than: All}\n")
            .Tables[0];
        table.Claims[0].ShouldBeOfType<DropClaim>().Others.ShouldBe(["alpha++@b2", "alpha++@b1"]);
        table.Claims[1].ShouldBeOfType<OrderClaim>().Than.ShouldBe(["alpha++@b2"]);
    }

    [Fact]
    public void Rows_may_name_the_panels_which_then_define_the_methods_once() =>
        _folder
            .Load("methods: [Both]\n" + Rest + "figure: {curves: hits, panels: [{title: Both, methods: [beta, alpha++@b2]}]}\n")
            .Tables[0]
            .Methods.Select(method => method.Name)
            .ShouldBe(["beta", "alpha++@b2"]);

    [Fact]
    public void A_written_spec_names_the_methods()
    {
        var experiment = _folder.Load("groups: {All: [alpha++@b2, beta]}\nmethods: [All]\n" + Rest
            + "claims: [{metric: hits, higher: beta, than: All}]\n");
        var text = SpecWriter.Write(experiment);
        text.ShouldNotContain("All");
        SpecWriter.Write(ExperimentFile.Load(_folder.Write("elsewhere/resolved.yaml", text), new FakeCatalog())).ShouldBe(text);
    }

    [Fact]
    public void An_extending_spec_inherits_and_replaces_groups()
    {
        _folder.Write("base.yaml", "groups: {All: [alpha++@b2, beta], One: [beta]}\nmethods: [All]\n" + Rest);
        ExperimentFile
            .Load(_folder.Write("mine.yaml", "extends: base.yaml\ngroups: {All: [One, alpha++@b1]}\n"), new FakeCatalog(), [])
            .Tables[0]
            .Methods.Select(method => method.Name)
            .ShouldBe(["beta", "alpha++@b1"]);
    }

    [Fact]
    public void What_a_replaced_list_or_group_no_longer_has_is_dropped()
    {
        _folder.Write("expected.csv", "method,hits\nbeta,1\nalpha++@b2,2\n");
        var path = _folder.Write(
            "base.yaml",
            "groups: {A: [beta], B: [alpha++@b2]}\nmethods: [A, B]\n" + Rest
                + "claims: [{metric: hits, higher: A, than: B}]\nexpected: {values: expected.csv, within: 1}\n"
                + "notes: [{methods: B, text: A note.}]\n");
        var extending = _folder.Write("mine.yaml", "extends: base.yaml\nmethods: [A]\n");
        foreach (var experiment in new[]
        {
            ExperimentFile.Load(extending, new FakeCatalog()),
            ExperimentFile.Load(path, new FakeCatalog(), [new SpecOverride("methods=[A]")]),
            ExperimentFile.Load(path, new FakeCatalog(), [new SpecOverride("methods=[beta]")]),
            ExperimentFile.Load(path, new FakeCatalog(), [new SpecOverride("groups.B=[alpha++@b1]")]),
        })
        {
            experiment.Tables[0].Expected.ShouldBe([new ExpectedValue("beta", "hits", 1, 1)]);
            experiment.Tables[0].Claims.Count.ShouldBe(experiment.Tables[0].Methods.Count - 1);
        }
    }

    [Theory]
    [InlineData("groups: {One: [beta]}\nmethods: [One@b5]", "spec.yaml:2:11: 'One' is a group, which takes no layer, options or steps.")]
    [InlineData(
        "methods: [beta]\nfigure: {curves: hits, panels: []}",
        "spec.yaml:2:32: 'panels' is empty.")]
    [InlineData("groups: {}\nmethods: [Al]", "spec.yaml:2:11: Unknown group 'Al': the table has no 'groups'. "
        + "Ids of methods begin with a small letter.")]
    [InlineData("groups: {All: [beta]}\nmethods: [Al]", "spec.yaml:2:11: Unknown group 'Al'; did you mean 'All'?")]
    [InlineData(
        "groups: {Early: [All, beta], All: [Early]}\nmethods: [beta]",
        "spec.yaml:1:10: The group 'Early' names itself, or a group that does: Early, All.")]
    [InlineData(
        "groups: {all: [beta]}\nmethods: [beta]",
        "spec.yaml:1:10: The name of a group begins with a capital letter, A to Z, as ids of methods do not: 'all' does not.")]
    [InlineData("groups: {All: beta}\nmethods: [beta]", "spec.yaml:1:15: 'All' must be a list, not 'beta'.")]
    [InlineData("groups: {All: [betta]}\nmethods: [beta]", "spec.yaml:1:16: Unknown method 'betta'; did you mean 'beta'?")]
    [InlineData("groups: [beta]\nmethods: [beta]", "spec.yaml:1:9: 'groups' must be a mapping, not a list.")]
    [InlineData(
        "groups: {All: [beta]}\nmethods: [beta, All]",
        "spec.yaml:1:16: 'beta' is listed twice: here and at line 2.")]
    [InlineData(
        "groups: {One: [beta]}\nmethods: [beta]\nclaims: [{metric: hits, higher: beta, than: One}]",
        "spec.yaml:3:45: The group has no method other than those that are compared.")]
    [InlineData(
        "groups: {One: [beta]}\nmethods: [beta]\nclaims: [{drop: beta, exceeds: One, from: hits, to: restricted-hits}]",
        "spec.yaml:3:32: The group has no method other than 'beta'.")]
    [InlineData(
        "groups: {One: [alpha++@b1]}\nmethods: [beta]\nclaims: [{metric: hits, higher: beta, than: One}]",
        "spec.yaml:1:16: The claim names 'alpha++@b1', which is not among the table's methods; known: beta.")]
    [InlineData(
        "groups: {One: [beta]}\nmethods: [One]\nmetrics: [One]",
        "spec.yaml:3:11: Unknown metric 'One'; known: hits, restricted-hits."
    )]
    [InlineData(
        "groups: {One: [beta]}\nmethods: [beta]\nfigure: {curves: hits, panels: [{title: One, methods: [beta]}]}",
        "spec.yaml:3:41: 'One' is the name of a group. Write the name alone for a panel of the group, or another title.")]
    [InlineData(
        "methods: [beta, alpha++]\nfigure: {curves: hits, panels: [{title: A, methods: [beta]}, {title: A, methods: [beta]}]}\n"
            + "claims: [{metric: hits, higher: alpha++, than: A}]",
        "spec.yaml:3:48: Unknown group 'A': the table has no 'groups'. Ids of methods begin with a small letter.")]
    [InlineData(
        "groups: {One: [Two, beta], Two: [Three], Three: [One]}\nmethods: [beta]",
        "spec.yaml:1:10: The group 'One' names itself, or a group that does: One, Two, Three.")]
    public void Mistakes_are_reported_at_their_place(string spec, string message) =>
        _folder
            .ErrorMessage(spec + "\n" + (spec.Contains("metrics:", StringComparison.Ordinal) ? "subject: subject.yaml\n" : Rest))
            .ShouldBe(message);

    [Fact]
    public void Many_groups_that_name_each_other_are_read_in_order_and_are_limited()
    {
        // Each names the next: the last is read first.
        var chain = string.Concat(Enumerable.Range(0, 5000).Select(i => $"  G{i}: [G{i + 1}]\n")) + "  G5000: [beta]\n";
        _folder.Load("groups:\n" + chain + "methods: [G0]\n" + Rest).Tables[0].Methods.ShouldHaveSingleItem().Name.ShouldBe("beta");
        // Each doubles the next.
        var doubled = string.Concat(Enumerable.Range(0, 40).Select(i => $"  G{i}: [G{i + 1}, G{i + 1}]\n")) + "  G40: [beta]\n";
        _folder.ErrorMessage("groups:\n" + doubled + "methods: [G0]\n" + Rest)
            .ShouldContain("The groups have more than 10000 methods together.");
    }
}
