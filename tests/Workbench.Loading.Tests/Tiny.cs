using Workbench.Data;
using Workbench.Engine.Loading;
using Workbench.Engine.Model;
using Workbench.Engine.Native;
using Workbench.Engine.Passes;
using Workbench.Engine.Plugins;
using Workbench.Engine.Runs;
using Workbench.Engine.Store;
using Workbench.Results;
using static TorchSharp.torch;

namespace Workbench.Loading.Tests;

/// <summary>A model of five convolutions with two images, and runs on it.</summary>
internal sealed class Tiny : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public Tiny()
    {
        TorchRuntime.Load();
        WriteWeights(_folder["tiny.safetensors"]);
        Model = ModelService.Load(_folder["tiny.safetensors"], "cpu");
        Subject = new Subject("tiny", Model, InputConvention.FromName("scenes"), new TwoImages());
    }

    public ModelService Model { get; }

    public Subject Subject { get; }

    public void Dispose()
    {
        Model.Dispose();
        _folder.Dispose();
    }

    /// <summary>Creates methods and metrics, computes their missing cells, and tabulates them.</summary>
    /// <param name="plugins">The loaded plugins.</param>
    /// <param name="store">The store.</param>
    /// <param name="methods">Calls of methods.</param>
    /// <param name="metrics">Calls of metrics.</param>
    /// <param name="limit">Time limit of one call.</param>
    public TableResult Run(PluginHost plugins, CellStore store, string[] methods, string[] metrics, TimeSpan? limit = null)
    {
        MethodInstance[] rows = [.. methods.Select(method => plugins.CreateMethod(PluginCall.Parse(method)))];
        MetricInstance[] columns = [.. metrics.Select(metric => plugins.CreateMetric(PluginCall.Parse(metric)))];
        Cell[] cells = [.. columns.SelectMany(metric => rows.Select(method => new Cell(method, metric)))];
        var run = new GridRun(Subject, cells, seed: 0) { PluginLimit = limit ?? PluginLimits.Call };
        run.Compute(Subject.Data.Ids, store, null, CancellationToken.None);
        return run.Tabulate("tiny", [.. rows.Select(method => new MethodLine(method.Name, null))], columns, Subject.Data.Ids, store);
    }

    private static void WriteWeights(string file)
    {
        using var scope = NewDisposeScope();
        using var rng = new Generator(7, CPU);
        var parameters = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (
            var (name, shape) in new[]
            {
                ("features.0", new long[] { 4, 3, 3, 3 }),
                ("features.3", [4, 4, 3, 3]),
                ("features.6", [5, 4, 3, 3]),
                ("features.9", [5, 5, 3, 3]),
                ("features.12", [5, 5, 3, 3]),
                ("classifier.0", [6, 5]),
                ("classifier.3", [2, 6]),
            })
        {
            parameters[$"{name}.weight"] = randn(shape, generator: rng) * 0.5;
            parameters[$"{name}.bias"] = randn([shape[0]], generator: rng) * 0.1;
        }
        Safetensors.Write(file, parameters);
    }

    private sealed class TwoImages : IDataSource
    {
        public IReadOnlyList<string> Classes { get; } = ["a", "b"];
        public IReadOnlyList<string> Ids { get; } = ["one", "two"];
        public Annotation Annotations => Annotation.Boxes;
        public string Hash => "none";
        public DataItem Read(string id) =>
            new(
                new Sample(id, 64, 64, [new ImageObject(1, 0, 0, 9, 9, false)]),
                new Image(64, 64, [.. Enumerable.Range(0, 3 * 64 * 64).Select(i => (byte)(i * (id == "one" ? 1 : 7)))]));
    }
}
