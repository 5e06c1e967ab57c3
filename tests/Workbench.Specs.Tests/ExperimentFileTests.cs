using TorchSharp;
using Workbench.Results;

namespace Workbench.Specs.Tests;

public sealed class ExperimentFileTests : IDisposable
{
    private const string Good = "methods: [beta]\nmetrics: [hits]\nsubject: subject.yaml\n";
    private readonly SpecFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_minimal_spec_has_defaults()
    {
        var (spec, tables) = _folder.Load(Good);
        var (table, methods, metrics, claims, figure) = tables.ShouldHaveSingleItem();

        methods.Select(method => method.Name).ShouldBe(["beta"]);
        metrics.Select(metric => metric.Name).ShouldBe(["hits"]);
        claims.ShouldBeEmpty();
        figure.ShouldBeNull();
        (table.Title, table.Folder).ShouldBe(("spec", ""));
        spec.Title.ShouldBe("spec");
        spec.Limit.ShouldBeNull();
        spec.Seed.ShouldBe(0UL);
        spec.Dtype.ShouldBe(torch.ScalarType.Float32);
        table.Paper.ShouldBeNull();
        spec.Subject.Name.ShouldBe("subject");
        spec.Subject.Model.Weights.Value.ShouldBe(_folder.Full("weights.safetensors"));
        spec.Subject.Input.Value.ShouldBe("voc-caffe");
        var data = spec.Subject.Data.ShouldBeOfType<VocData>();
        (data.Root.Value, data.Split, data.Classes).ShouldBe((_folder.Full("voc"), "val", null));
    }

    [Fact]
    public void Every_key_is_read()
    {
        _folder.Write("numbers.csv", "method,label\n");
        var (spec, tables) = _folder.Load("""
            title: A table
            methods:
              - alpha++@b4{flag=true}
              - {method: alpha++, layer: b3, options: {flag: true}}
              - beta
            metrics: [hits, {metric: restricted-hits}]
            subject:
              name: inside
              model: {weights: weights.safetensors}
              input: scenes
              data: {format: scenes, seed: 7, split: val, count: 12}
            paper: numbers.csv
            claims:
              - {drop: 'alpha++@b4{flag=true}', exceeds: all, from: hits, to: restricted-hits}
              - {drop: 'alpha++@b4{flag=true}', exceeds: [beta], times: 1.5, from: hits, to: restricted-hits}
              - {metric: hits, lower: beta, than: all}
              - {curve: hits, at: features.0, higher: [beta], than: 'alpha++@b4{flag=true}', by: 0.5}
              - {metric: hits, near: 1, within: 0.1, methods: [beta]}
            figure: {curves: hits, panels: [{title: Up, methods: [beta]}, {methods: ['alpha++@b3{flag=true}']}]}
            limit: 20
            seed: 18446744073709551615
            dtype: float64
            """);
        var (table, methods, metrics, claims, figure) = tables.ShouldHaveSingleItem();

        methods.Select(method => method.Name).ShouldBe(["alpha++@b4{flag=true}", "alpha++@b3{flag=true}", "beta"]);
        metrics.Select(metric => metric.Name).ShouldBe(["hits", "restricted-hits"]);
        table.Title.ShouldBe("A table");
        spec.Subject.Name.ShouldBe("inside");
        spec.Subject.Data.ShouldBe(new ScenesData(new SourceMark(spec.File, 11, 9), 7, "val", 12));
        table.Paper!.Value.ShouldBe(_folder.Full("numbers.csv"));
        claims[0].ShouldBe(new DropClaim("alpha++@b4{flag=true}", null, 1, "hits", "restricted-hits"));
        var drop = claims[1].ShouldBeOfType<DropClaim>();
        drop.Others.ShouldBe(["beta"]);
        drop.Times.ShouldBe(1.5);
        var lowest = claims[2].ShouldBeOfType<OrderClaim>();
        (lowest.Metric, lowest.At, lowest.Higher, lowest.Methods.Single(), lowest.Than, lowest.By).ShouldBe(
            ("hits", null, false, "beta", null, 0));
        var higher = claims[3].ShouldBeOfType<OrderClaim>();
        (higher.Metric, higher.At, higher.Higher, higher.Methods.Single(), higher.Than!.Single(), higher.By).ShouldBe(
            ("hits", "features.0", true, "beta", "alpha++@b4{flag=true}", 0.5));
        var near = claims[4].ShouldBeOfType<NearClaim>();
        (near.Metric, near.At, near.Methods.Single(), near.Value, near.Within).ShouldBe(("hits", null, "beta", 1, 0.1));
        figure!.Metric.ShouldBe("hits");
        figure.Panels.Select(panel => (panel.Title, panel.Methods.Single())).ShouldBe([("Up", "beta"), (null, "alpha++@b3{flag=true}")]);
        spec.Limit.ShouldBe(20);
        spec.Seed.ShouldBe(ulong.MaxValue);
        spec.Dtype.ShouldBe(torch.ScalarType.Float64);
    }

    [Fact]
    public void An_unquoted_layer_in_a_flow_list_is_read() =>
        _folder
            .Load("methods: [alpha++@b4, alpha++@b5]\nmetrics: [hits]\nsubject: subject.yaml\n")
            .Tables[0]
            .Methods.Select(method => method.Name)
            .ShouldBe(["alpha++@b4", "alpha++@b5"]);

    [Fact]
    public void Overrides_replace_add_and_reach_into_the_subject()
    {
        var (spec, tables) = _folder.Load(
            Good, "limit=5", "methods=[alpha++@b1, 'alpha++@b2{flag=true}']", "subject.data={format: scenes}", "subject.data.count=9");

        spec.Limit.ShouldBe(5);
        tables[0].Methods.Select(method => method.Name).ShouldBe(["alpha++@b1", "alpha++@b2{flag=true}"]);
        spec.Subject.Data.ShouldBeOfType<ScenesData>().Count.ShouldBe(9);
        spec.Overrides.ShouldBe([
            "limit=5", "methods=[alpha++@b1, 'alpha++@b2{flag=true}']", "subject.data={format: scenes}", "subject.data.count=9",
        ]);
    }

    [Fact]
    public void A_subject_may_come_from_an_override_alone()
    {
        var file = _folder.Write("spec.yaml", "methods: [beta]\nmetrics: [hits]\n");
        ExperimentFile.Read(file, [SpecOverride.FromText("subject", _folder.Full("subject.yaml"))]).Subject.Name.ShouldBe("subject");
    }

    [Fact]
    public void Anchors_are_followed() =>
        _folder.Load("methods: [beta]\nmetrics: &all [hits]\nsubject: subject.yaml\ntitle: &name A\n").Spec.Title.ShouldBe("A");

    [Fact]
    public void The_resolved_spec_reads_back_as_the_same_experiment()
    {
        _folder.Write("numbers.csv", "method,label\n");
        var first = _folder.Load(
            Good
                + "title: 'Table: 1'\npaper: numbers.csv\n"
                + "claims: [{metric: hits, higher: beta, than: 'alpha++@b2{flag=true}'}, {metric: hits, lower: beta, than: all}, "
                + "{curve: hits, at: mean, near: 1, within: 0.5, methods: beta}]\nfigure: {curves: hits, panels: [{methods: [beta]}]}\n",
            "seed=3",
            "methods=[beta, 'alpha++@b2{flag=true}']");

        var text = SpecWriter.Write(first);
        var second = ExperimentFile.Load(_folder.Write("elsewhere/resolved.yaml", text), new FakeCatalog());

        text.ShouldStartWith("# --set seed=3\n# --set methods=[beta, 'alpha++@b2{flag=true}']\ntitle: 'Table: 1'\n");
        SpecWriter.Write(second).ShouldBe(text[text.IndexOf("title", StringComparison.Ordinal)..]);
    }

    [Fact]
    public void A_folder_of_images_is_data()
    {
        _folder.Write("subject.yaml", "model: {weights: weights.safetensors}\ninput: imagenet\ndata: {format: folder, root: voc}\n");
        _folder.Load(Good).Spec.Subject.Data.ShouldBeOfType<FolderData>().Root.Value.ShouldBe(_folder.Full("voc"));
    }
}
