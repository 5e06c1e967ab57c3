using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Workbench.Engine.Data;
using Workbench.Engine.Model;
using Workbench.Engine.Native;
using Workbench.Engine.Passes;
using Workbench.Engine.Plugins;
using Workbench.Engine.Runs;
using Workbench.TestPlugins;
using static TorchSharp.torch;

namespace Workbench.PluginHostTests;

/// <summary>A plugin that has run leaves nothing behind that keeps its assembly loaded.</summary>
public sealed class UnloadingTests : IDisposable
{
    private const int Rounds = 20;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Twenty_rounds_of_load_run_and_unload_leave_no_context_alive()
    {
        TorchRuntime.Load();
        WriteWeights(_folder["tiny.safetensors"]);
        PluginFolders.CopyTo(_folder, "Good", "ThrowsInAttribute");
        using var model = ModelService.Load(_folder["tiny.safetensors"], "cpu");
        var contexts = new List<WeakReference>();
        for (var round = 0; round < Rounds; round++) contexts.AddRange(Round(model, _folder[$"run-{round}"]));
        contexts.Count.ShouldBe(2 * Rounds);
        for (var i = 0; i < 10 && contexts.Exists(context => context.IsAlive); i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        contexts.Count(context => context.IsAlive).ShouldBe(0);
    }

    // Not inlined, so that no local of a round lives on in the test's frame.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private IEnumerable<WeakReference> Round(ModelService model, string output)
    {
        using var host = PluginHost.Load([_folder["plugins"]]);
        var metric = host.CreateMetric(PluginCall.Parse("good-score"));
        MethodInstance[] methods = [host.CreateMethod(PluginCall.Parse("good@b2{way=absolute-sum}")), host.CreateMethod(PluginCall.Parse("throws-in-attribute"))];
        var contexts = methods.Select(method => new WeakReference(AssemblyLoadContext.GetLoadContext(method.Method.GetType().Assembly))).ToList();
        Cell[] cells = [.. methods.Select(method => new Cell(method, metric))];
        var plan = Planner.Plan(cells, model.Card, Annotation.Boxes);
        var images = new OneImage();
        var subject = new Subject("tiny", model, InputConvention.Named("scenes"), images);
        var key = RunKey.Of(subject, cells, seed: 0);
        using var journal = Journal.Open(output, key);
        var run = new GridRun(subject, plan, seed: 0);
        run.Compute(images.Ids, key, journal, null, CancellationToken.None);
        var result = run.Tabulate("tiny", [.. methods.Select(method => new MethodLine(method.Name, null))], [metric], images.Ids, key, journal);
        result.Cells.Count(cell => cell.Failure is null && cell.Rows.Count == 1).ShouldBe(1);
        return contexts;
    }

    private static void WriteWeights(string file)
    {
        using var scope = NewDisposeScope();
        using var rng = new Generator(7, CPU);
        var parameters = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var (name, shape) in new[] { ("features.0", new long[] { 4, 3, 3, 3 }), ("features.3", [4, 4, 3, 3]), ("features.6", [5, 4, 3, 3]), ("features.9", [5, 5, 3, 3]), ("features.12", [5, 5, 3, 3]), ("classifier.0", [6, 5]), ("classifier.3", [2, 6]) })
        {
            parameters[$"{name}.weight"] = randn(shape, generator: rng) * 0.5;
            parameters[$"{name}.bias"] = randn([shape[0]], generator: rng) * 0.1;
        }
        Safetensors.Write(file, parameters);
    }

    private sealed class OneImage : IDataSource
    {
        public IReadOnlyList<string> Classes { get; } = ["a", "b"];
        public IReadOnlyList<string> Ids { get; } = ["one"];
        public Annotation Has => Annotation.Boxes;
        public string Hash => "none";
        public DataItem Read(string id) => new(new Sample(id, 64, 64, [new ImageObject(1, 0, 0, 9, 9, false)]), new Image(64, 64, new byte[3 * 64 * 64]));
    }
}
