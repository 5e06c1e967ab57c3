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

/// <summary>Maps besides those of a table's cells share the table's sweeps and do not change the table.</summary>
public sealed class ExtraMapsTests : IDisposable
{
    private static readonly string[] s_ids = ["0", "1", "2"];

    private readonly ModelService _model = Nets.Load(Nets.Narrow);
    private readonly MetricInstance _sum = WellBehavedGrid.Metric("sum", maps =>
        WellBehavedGrid.Scored(maps, maps.Map(2).to(ScalarType.Float64).sum().item<double>()));
    private int _calls;

    public void Dispose() => _model.Dispose();

    [Fact]
    public void A_method_of_the_table_is_not_run_again()
    {
        var cell = new Cell(Counted("cam@b5"), _sum);
        var other = Counted("cam@b4");
        var (plain, _) = Rows(new GridRun(FewPictures.CreateSubject(_model, 3), [cell], seed: 0), []);
        _calls = 0;
        var requests = new[] { cell.Method, other }
            .Select(method => new MapRequest(method, TargetKinds.PresentClasses | TargetKinds.Top1, [ModelState.Trained]))
            .ToList();
        var (rows, maps) = Rows(new GridRun(FewPictures.CreateSubject(_model, 3), [cell], seed: 0, beside: requests), requests);
        rows.ShouldBe(plain);
        _calls.ShouldBe(3);   // cam@b5 for images 0 and 2, and for image 1 with cam@b4
        maps.Keys.ShouldBe(["cam@b5", "cam@b4"], ignoreOrder: true);

        var alone = new MapRun(_model, [cell.Method, other], TargetKinds.PresentClasses | TargetKinds.Top1);
        var subject = FewPictures.CreateSubject(_model, 3);
        var input = subject.Prepare(subject.Data.Read("1").Image);
        using var expected = alone.Run([("1", [MapTarget.FromClass(2)])], tensor(input.Chw, [1, 3, input.Height, input.Width]))[0];
        foreach (var method in new[] { cell.Method, other }) maps[method.Name].ShouldBe(expected.Map(method, 2).data<double>().ToArray());
    }

    [Fact]
    public void They_are_not_computed_for_an_image_that_the_store_has()
    {
        var cell = new Cell(Counted("cam@b5"), _sum);
        var requests = new[] { new MapRequest(cell.Method, TargetKinds.PresentClasses, [ModelState.Trained]) };
        var run = new GridRun(FewPictures.CreateSubject(_model, 3), [cell], seed: 0, beside: requests);
        using var store = CellStore.InMemory();
        run.Compute(s_ids, store, null, CancellationToken.None);
        var taken = 0;
        run.Compute(
            s_ids,
            store,
            _ => [new ExtraMaps(requests, [MapTarget.FromClass(2)], ModelState.Trained, _ => taken++)],
            null,
            CancellationToken.None);
        taken.ShouldBe(0);
    }

    // The table's rows, and the maps of image 1.
    private static (List<double> Rows, Dictionary<string, double[]> Maps) Rows(GridRun run, IReadOnlyList<MapRequest> requests)
    {
        var maps = new Dictionary<string, double[]>(StringComparer.Ordinal);
        using var store = CellStore.InMemory();
        run.Compute(
            s_ids,
            store,
            id => id != "1" || requests.Count == 0 ? [] : [new ExtraMaps(requests, [MapTarget.FromClass(2)], ModelState.Trained, found =>
        {
            foreach (var request in requests) maps[request.Method.Name] = found.Map(request.Method, 2).data<double>().ToArray();
        })], null, CancellationToken.None);
        var key = run.Keys.Values.Single();
        return ([.. s_ids.Select(id => store.Find(key, id)!.Rows.Single().Value)], maps);
    }

    private MethodInstance Counted(string call)
    {
        LayerRef layer = call[(call.IndexOf('@', StringComparison.Ordinal) + 1)..];
        return FakeMethod.Create(call, PassRequest.Create(layer, Tap.Both), pass =>
        {
            _calls++;
            return (pass.Gradient(layer).mean([2, 3], keepdim: true) * pass.Activation(layer)).sum(1, keepdim: true);
        });
    }
}
