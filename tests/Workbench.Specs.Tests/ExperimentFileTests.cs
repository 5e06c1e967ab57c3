using TorchSharp;
using Workbench.Engine.Runs;

namespace Workbench.Specs.Tests;

public sealed class ExperimentFileTests : IDisposable
{
    private const string Good = "methods: [beta]\nmetrics: [hits]\nsubject: subject.yaml\n";
    private readonly SpecFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_least_spec_has_defaults()
    {
        var (spec, methods, metrics, claims) = _folder.Load(Good);

        methods.Select(method => method.Name).ShouldBe(["beta"]);
        metrics.Select(metric => metric.Name).ShouldBe(["hits"]);
        claims.ShouldBeEmpty();
        spec.Title.ShouldBe("spec");
        spec.Limit.ShouldBeNull();
        spec.Seed.ShouldBe(0UL);
        spec.Dtype.ShouldBe(torch.ScalarType.Float32);
        spec.Paper.ShouldBeNull();
        spec.Subject.Name.ShouldBe("subject");
        spec.Subject.Weights.Value.ShouldBe(_folder.Full("weights.safetensors"));
        spec.Subject.Input.Value.ShouldBe("voc-caffe");
        var data = spec.Subject.Data.ShouldBeOfType<VocData>();
        (data.Root.Value, data.Split, data.Classes).ShouldBe((_folder.Full("voc"), "val", null));
    }

    [Fact]
    public void Every_key_is_read()
    {
        _folder.Write("numbers.csv", "method,label\n");
        var (spec, methods, metrics, claims) = _folder.Load("""
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
              - {drop: alpha++@b4, exceeds: all, from: hits, to: restricted-hits}
              - {drop: alpha++@b4, exceeds: [beta], times: 1.5, from: hits, to: restricted-hits}
            limit: 20
            seed: 18446744073709551615
            dtype: float64
            """);

        methods.Select(method => method.Name).ShouldBe(["alpha++@b4{flag=true}", "alpha++@b3{flag=true}", "beta"]);
        metrics.Select(metric => metric.Name).ShouldBe(["hits", "restricted-hits"]);
        spec.Title.ShouldBe("A table");
        spec.Subject.Name.ShouldBe("inside");
        spec.Subject.Data.ShouldBe(new ScenesData(new Mark(spec.File, 11, 9), 7, "val", 12));
        spec.Paper!.Value.ShouldBe(_folder.Full("numbers.csv"));
        claims[0].ShouldBe(new DropClaim("alpha++@b4", null, 1, "hits", "restricted-hits"));
        claims[1].Others.ShouldBe(["beta"]);
        claims[1].Times.ShouldBe(1.5);
        spec.Limit.ShouldBe(20);
        spec.Seed.ShouldBe(ulong.MaxValue);
        spec.Dtype.ShouldBe(torch.ScalarType.Float64);
    }

    [Fact]
    public void An_unquoted_layer_in_a_flow_list_is_read() =>
        _folder.Load("methods: [alpha++@b4, alpha++@b5]\nmetrics: [hits]\nsubject: subject.yaml\n").Methods.Select(method => method.Name).ShouldBe(["alpha++@b4", "alpha++@b5"]);

    [Fact]
    public void Overrides_replace_add_and_reach_into_the_subject()
    {
        var (spec, methods, _, _) = _folder.Load(Good, "limit=5", "methods=[alpha++@b1, 'alpha++@b2{flag=true}']", "subject.data={format: scenes}", "subject.data.count=9");

        spec.Limit.ShouldBe(5);
        methods.Select(method => method.Name).ShouldBe(["alpha++@b1", "alpha++@b2{flag=true}"]);
        spec.Subject.Data.ShouldBeOfType<ScenesData>().Count.ShouldBe(9);
        spec.Overrides.ShouldBe(["limit=5", "methods=[alpha++@b1, 'alpha++@b2{flag=true}']", "subject.data={format: scenes}", "subject.data.count=9"]);
    }

    [Fact]
    public void A_subject_may_come_from_an_override_alone()
    {
        var file = _folder.Write("spec.yaml", "methods: [beta]\nmetrics: [hits]\n");
        ExperimentFile.Read(file, [SpecOverride.Of("subject", _folder.Full("subject.yaml"))]).Subject.Name.ShouldBe("subject");
    }

    [Fact]
    public void Anchors_are_followed() =>
        _folder.Load("methods: [beta]\nmetrics: &all [hits]\nsubject: subject.yaml\ntitle: &name A\n").Spec.Title.ShouldBe("A");

    [Fact]
    public void The_resolved_spec_reads_back_as_the_same_experiment()
    {
        _folder.Write("numbers.csv", "method,label\n");
        var first = _folder.Load(Good + "title: 'Table: 1'\npaper: numbers.csv\nclaims: [{drop: beta, exceeds: all, from: hits, to: hits}]\n", "seed=3", "methods=[beta, 'alpha++@b2{flag=true}']");

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
