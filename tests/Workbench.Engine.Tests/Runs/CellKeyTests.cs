using Workbench.Data;
using Workbench.Engine.Model;
using Workbench.Engine.Passes;
using Workbench.Engine.Plugins;
using Workbench.Engine.Store;
using Workbench.Engine.Tests.Model;
using Workbench.Engine.Tests.Passes;

namespace Workbench.Engine.Tests.Runs;

/// <summary>Keys distinguish cells, and seeds do not change between versions.</summary>
public sealed class CellKeyTests
{
    private static readonly CellKey s_key = Key(("data", "1"), ("weights", "2"));

    [Fact]
    public void Equal_keys_have_no_differences_and_one_id()
    {
        s_key.Differences(Key(("weights", "2"), ("data", "1"))).ShouldBeEmpty();
        s_key.Id.ShouldBe(Key(("weights", "2"), ("data", "1")).Id);
    }

    [Fact]
    public void Changed_added_and_missing_parts_are_named_in_order() =>
        s_key.Differences(Key(("data", "9"), ("draws", "3"))).ShouldBe(["data", "draws", "weights"]);

    [Fact]
    public void The_id_differs_if_the_keys_do()
    {
        CellKey[] keys =
        [
            s_key,
            Key(("data", "1"), ("weights", "3")),
            Key(("data", "1")),
            s_key with
            {
                Method = "gradcam@b4",
            },
            s_key with
            {
                Metric = "other",
            },
            s_key with
            {
                Parts = Key(("data", "2")).Parts,
            },
        ];
        keys.Select(key => key.Id).Distinct().Count().ShouldBe(keys.Length);
        s_key.Id.ShouldMatch("^[0-9a-f]{16}$");
        (s_key with { IsPersistent = false }).Id.ShouldBe(s_key.Id);
    }

    [Fact]
    public void One_id_identifies_a_set_of_cells_in_any_order()
    {
        var other = s_key with { Method = "fullgrad" };
        CellKey.IdOf([s_key, other]).ShouldBe(CellKey.IdOf([other, s_key]));
        new[] { CellKey.IdOf([s_key, other]), CellKey.IdOf([s_key]), CellKey.IdOf([other]) }.Distinct().Count().ShouldBe(3);
        CellKey.IdOf([s_key]).ShouldMatch("^[0-9a-f]{8}$");
    }

    [Fact]
    public void A_cell_depends_on_code_model_data_input_arithmetic_and_seed()
    {
        using var model = Nets.Load(Nets.Narrow);
        using var single = Nets.Load(Nets.Narrow, TorchSharp.torch.ScalarType.Float32);
        using var redrawn = Nets.Load(Nets.Narrow, seed: 2);
        var subject = new Subject("small", model, InputConvention.FromName("scenes"), new Data("first"));
        var cell = new Cell(Coded(FakeMethod.Cam("cam@b5", "b5"), "m1"), Coded(FakeMetric.Create("game", TargetKinds.Top1), "g1"));
        var key = CellKey.Create(subject, cell, seed: 3);
        (key.Metric, key.Method, key.IsPersistent).ShouldBe(("game", "cam@b5", true));
        CellKey.Create(subject with { Name = "another name" }, cell, seed: 3).Id.ShouldBe(key.Id);

        // Rows of another version of the host's arithmetic, or of a key without one, are not shared: neither rows, nor maps, nor logits.
        key.Parts[HostIdentity.NumericsPart].ShouldBe(Numerics.Identity);
        foreach (
            var former in new[]
            {
                key with
                {
                    Parts = Without(key, HostIdentity.NumericsPart),
                },
                CellKey.Create(subject, cell, seed: 3, HostIdentity.Current with { Numerics = "1" }),
            })
        {
            key.Differences(former).ShouldBe(["numerics"]);
            (former.Id == key.Id || former.MapSource == key.MapSource || former.AnswerSource == key.AnswerSource).ShouldBeFalse();
        }

        key.Differences(CellKey.Create(subject, cell, seed: 4)).ShouldBe(["seed"]);
        key.Differences(CellKey.Create(subject, cell with { Method = Coded(cell.Method, "m2") }, seed: 3)).ShouldBe([CellKey.MethodCode]);
        key.Differences(CellKey.Create(subject, cell with { Metric = Coded(cell.Metric, "g2") }, seed: 3)).ShouldBe([CellKey.MetricCode]);
        key.Differences(CellKey.Create(subject with { Data = new Data("second") }, cell, seed: 3)).ShouldBe(["data"]);
        key.Differences(CellKey.Create(subject with { Input = InputConvention.FromName("imagenet") }, cell, seed: 3)).ShouldBe(["input"]);
        key.Differences(CellKey.Create(subject with { Model = single }, cell, seed: 3)).ShouldBe(["dtype"]);
        key.Differences(CellKey.Create(subject with { Model = redrawn }, cell, seed: 3)).ShouldBe(["weights"]);
    }

    [Fact]
    public void Versions_of_the_computing_and_decoding_libraries_are_parts_of_the_key()
    {
        using var model = Nets.Load(Nets.Narrow);
        var subject = new Subject("small", model, InputConvention.FromName("scenes"), new Data("first"));
        var cell = new Cell(FakeMethod.Cam("cam@b5", "b5"), FakeMetric.Create("game", TargetKinds.Top1));
        var (host, key) = (HostIdentity.Current, CellKey.Create(subject, cell, seed: 3));
        host.Parts.ShouldAllBe(part => part.Value.Length > 0 && part.Value != "?");
        foreach (
            var (other, part) in new[]
            {
                (host with { TorchSharp = "0" }, "torchsharp"),
                (host with { Libtorch = "0" }, "libtorch"),
                (host with { Decoder = "0" }, "decoder"),
                (host with { Numerics = "0" }, "numerics"),
            })
        {
            var different = CellKey.Create(subject, cell, seed: 3, other);
            key.Differences(different).ShouldBe([part]);
            (different.Id == key.Id || different.MapSource == key.MapSource || different.AnswerSource == key.AnswerSource).ShouldBeFalse();
        }
    }

    [Fact]
    public void Two_names_of_one_layer_are_one_cell()
    {
        using var model = Nets.Load(Nets.Narrow);
        var subject = new Subject("small", model, InputConvention.FromName("scenes"), new Data("first"));
        var metric = FakeMetric.Create("game", TargetKinds.Top1);
        var layer = new OptionDescriptor("first", "", typeof(LayerRef), "b1", 0, 0, []);
        CellKey Key(string call)
        {
            var made = FakeMethod.Cam("cam", "b5");
            return CellKey.Create(
                subject,
                new Cell(new MethodInstance(PluginCall.Parse(call), made.Plugin with { Options = [layer] }, made.Method), metric),
                0);
        }
        var key = Key("cam@b5");
        (key.Method, key.ResolvedMethod).ShouldBe(("cam@b5", "cam@features.29"));
        var other = Key("cam@features.29");
        (other.Id, other.MapSource).ShouldBe((key.Id, key.MapSource));
        key.Differences(other).ShouldBeEmpty();
        Key("cam@b5{first=b2}").Id.ShouldBe(Key("cam@features.29{first=features.8}").Id);
        Key("cam@b5 | relu").Id.ShouldBe(Key("cam@features.29 | relu").Id);
        string[] different = ["cam@b5", "cam@b4", "cam@b5 | relu", "cam@b5{first=b2}", "cam@b5{second=b2}", "cam@nowhere"];
        different.Select(call => Key(call).Id).Distinct().Count().ShouldBe(different.Length);
    }

    [Fact]
    public void A_cell_of_a_scripts_own_method_or_metric_does_not_outlive_the_process()
    {
        using var model = Nets.Load(Nets.Narrow);
        var subject = new Subject("small", model, InputConvention.FromName("scenes"), new Data("first"));
        var (method, metric) = (FakeMethod.Cam("cam", "b5"), FakeMetric.Create("game", TargetKinds.Top1));
        CellKey.Create(subject, new Cell(method, metric), 0).IsPersistent.ShouldBeTrue();
        CellKey
            .Create(
                subject,
                new Cell(
                    new MethodInstance(method.Call, method.Plugin with { Assembly = PluginDescriptor.InScript }, method.Method),
                    metric),
                0)
            .IsPersistent.ShouldBeFalse();
        CellKey
            .Create(
                subject,
                new Cell(
                    method,
                    new MetricInstance(metric.Call, metric.Plugin with { Assembly = PluginDescriptor.InScript }, metric.Metric)),
                0)
            .IsPersistent.ShouldBeFalse();
    }

    [Fact]
    public void Seeds_do_not_change()
    {
        Seeds.Derive(0, "features.0").ShouldBe(Expected("0\nfeatures.0"));
        Seeds.Derive(7, "gradcam@b5", "000156", "3").ShouldBe(Expected("7\ngradcam@b5\n000156\n3"));
        ulong[] seeds =
        [
            Seeds.Derive(0), Seeds.Derive(1), Seeds.Derive(0, "a"), Seeds.Derive(0, "a", "b"), Seeds.Derive(0, "b", "a"),
            Seeds.Derive(0, "ab"),
        ];
        seeds.Distinct().Count().ShouldBe(seeds.Length);
    }

    [Theory]
    [InlineData("gradcan", "; did you mean 'gradcam'?")]
    [InlineData("GRADCAM", "; did you mean 'gradcam'?")]
    [InlineData("grdacam", "; did you mean 'gradcam'?")]
    [InlineData("fullgrat", "; did you mean 'fullgrad'?")]
    [InlineData("lime", "; known: gradcam, fullgrad.")]
    [InlineData("", "; known: gradcam, fullgrad.")]
    public void A_mistyped_name_gets_the_nearest_name(string name, string hint) =>
        NearestName.Hint(name, ["gradcam", "fullgrad"]).ShouldBe(hint);

    [Fact]
    public void Without_known_names_the_hint_is_empty() => NearestName.Hint("x", []).ShouldBe(".");

    private static ulong Expected(string text) =>
        BitConverter.ToUInt64(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)));

    private static CellKey Key(params (string Name, string Value)[] parts) =>
        new("game", "gradcam", parts.ToDictionary(part => part.Name, part => part.Value));

    private static MethodInstance Coded(MethodInstance method, string code) =>
        new(method.Call, method.Plugin with { Code = code }, method.Method);

    private static MetricInstance Coded(MetricInstance metric, string code) =>
        new(metric.Call, metric.Plugin with { Code = code }, metric.Metric);

    private sealed class Data(string hash) : IDataSource
    {
        public IReadOnlyList<string> Classes => [];
        public IReadOnlyList<string> Ids => [];
        public Annotation Annotations => Annotation.None;
        public string Hash => hash;
        public DataItem Read(string id) => throw new NotSupportedException();
    }

    private static Dictionary<string, string> Without(CellKey key, string part) =>
        key.Parts.Where(entry => entry.Key != part).ToDictionary();
}
