using Workbench.Engine.Model;
using Workbench.Engine.Passes;
using Workbench.Engine.Plugins;
using Workbench.Engine.Runs;
using Workbench.Engine.Store;
using Workbench.Engine.Tests.Hostile;
using Workbench.Engine.Tests.Model;
using Workbench.Engine.Tests.Passes;
using static TorchSharp.torch;

namespace Workbench.Engine.Tests.Runs;

/// <summary>Runs share rows if their arithmetic is the same, whatever names they use for a layer.</summary>
public sealed class HostIdentityTests : IDisposable
{
    private static readonly string[] s_ids = ["0", "1", "2"];

    private readonly ModelService _model = Nets.Load(Nets.Narrow);
    private readonly MetricInstance _sum = WellBehavedGrid.Metric("sum", maps =>
        WellBehavedGrid.Scored(maps, maps.Map(2).to(ScalarType.Float64).sum().item<double>()));
    private int _asked;   // images that methods computed

    [Theory, InlineData(HostIdentity.NumericsPart), InlineData("torchsharp"), InlineData("libtorch"), InlineData("decoder")]
    public void Two_hosts_share_no_row_in_one_store(string part)
    {
        using var folder = new TemporaryFolder();
        var host = HostIdentity.Current;
        var other = part switch
        {
            "torchsharp" => host with { TorchSharp = "0" },
            "libtorch" => host with { Libtorch = "0" },
            "decoder" => host with { Decoder = "0" },
            _ => host with { Numerics = $"{host.Numerics}0" },
        };
        var cell = new Cell(Counted("cam@b5"), _sum);
        foreach (var (identity, asked) in new[] { (host, 3), (other, 6), (host, 6), (other, 6) })
        {
            using var store = CellStore.Open(folder.Root);
            var run = new GridRun(FewPictures.CreateSubject(_model, 3), [cell], seed: 0, identity);
            run.CountMissing(s_ids, store).ShouldBe(asked - _asked);
            run.Compute(s_ids, store, null, CancellationToken.None);
            _asked.ShouldBe(asked);
        }
        using var both = CellStore.Read(folder.Root);
        both.Keys.Count.ShouldBe(2);
        both.Keys.ShouldAllBe(key => both.Count(key) == 3);
        both.Keys.First().Differences(both.Keys.Last()).ShouldBe([part]);
    }

    [Fact]
    public void Two_names_of_one_layer_are_computed_once_and_shown_as_written()
    {
        var cells = new[] { "cam@b5", "cam@features.29", "cam@b4" }.Select(call => new Cell(Counted(call), _sum)).ToList();
        var run = new GridRun(FewPictures.CreateSubject(_model, 3), cells, seed: 0);
        run.Plan.Cells.Select(planned => planned.Cell.Method.Name).ShouldBe(["cam@b5", "cam@b4"]);
        run.Keys.Count.ShouldBe(3);
        using var store = CellStore.InMemory();
        run.Compute(s_ids, store, null, CancellationToken.None);
        _asked.ShouldBe(6);
        store.Keys.Count.ShouldBe(2);
        var table = run.Tabulate("t", [.. cells.Select(cell => TableLine.From(cell.Method, _model.Architecture))], [_sum], s_ids, store);
        table.Methods.Select(method => method.Name).ShouldBe(["cam@b5", "cam@features.29", "cam@b4"]);
        table.Methods.Select(method => method.Place).ShouldBe([new("cam", "b5", 29), new("cam", "features.29", 29), new("cam", "b4", 22)]);
        var (first, second, third) = (table.Cell("cam@b5", "sum"), table.Cell("cam@features.29", "sum"), table.Cell("cam@b4", "sum"));
        (second.Key, second.Score!.Value, second.Rows.Count).ShouldBe((first.Key, first.Score!.Value, 3));
        third.Score!.Value.ShouldNotBe(first.Score.Value);

        // A run that uses another name of the layer finds the rows too.
        var later = new GridRun(FewPictures.CreateSubject(_model, 3), [cells[1]], seed: 0);
        later.CountMissing(s_ids, store).ShouldBe(0);
    }

    [Fact]
    public void A_method_that_cannot_be_planned_fails_under_both_names()
    {
        var cells = new[] { "cam@b5", "cam@features.29" }
            .Select(call => new Cell(Named(call, FakeMethod.Create("cam", _ => throw new NotSupportedException("no plan")).Method), _sum))
            .ToList();
        var run = new GridRun(FewPictures.CreateSubject(_model, 3), cells, seed: 0);
        run.Failures.Keys.ShouldBe(cells, ignoreOrder: true);
        var table = run.Tabulate(
            "t",
            [.. cells.Select(cell => TableLine.From(cell.Method, _model.Architecture))],
            [_sum],
            s_ids,
            CellStore.InMemory());
        table.Cells.Select(cell => cell.Method).ShouldBe(["cam@b5", "cam@features.29"]);
        table.Cells.ShouldAllBe(cell => cell.Failure!.Contains("no plan"));
    }

    [Fact]
    public void Random_draws_do_not_depend_on_the_layers_name()
    {
        double Drawn(string call)
        {
            var random = Named(
                call,
                FakeMethod
                    .Create("noise", PassRequest.Create("b5", Tap.Activation), pass =>
                        rand([pass.Rows.Count, 1, 4, 4], generator: pass.Rng(0)))
                    .Method);
            var run = new GridRun(FewPictures.CreateSubject(_model, 1), [new Cell(random, _sum)], seed: 0);
            using var store = CellStore.InMemory();
            run.Compute(["0"], store, null, CancellationToken.None);
            return store.Find(run.Keys.Values.Single(), "0")!.Rows.Single().Value;
        }
        Drawn("noise@features.29").ShouldBe(Drawn("noise@b5"));
        Drawn("noise@b4").ShouldNotBe(Drawn("noise@b5"));
    }

    private MethodInstance Counted(string call)
    {
        LayerRef layer = PluginCall.Parse(call).Layer!;
        return Named(call, FakeMethod.Create("cam", PassRequest.Create(layer, Tap.Activation), pass =>
        {
            _asked += pass.Rows.Count;
            return pass.Activation(layer).sum(1, keepdim: true);
        }).Method);
    }

    private static MethodInstance Named(string call, IAttributionMethod method) =>
        new(PluginCall.Parse(call), new PluginDescriptor("cam", PluginKind.Method, "a test", false, [], "Fake.dll", ""), method);

    public void Dispose() => _model.Dispose();
}
