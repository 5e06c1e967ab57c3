using Workbench.Engine.Plugins;
using Workbench.Specs;
using Workbench.Specs.Models;

namespace Workbench.Fuzzing;

/// <summary>Model cards, subjects and specs.</summary>
internal static class SpecTargets
{
    // If a damaged spec extends another file, the error may name that file.
    public static IEnumerable<FuzzTarget> All(string folder) => Good(folder).Select(target => target with { Folder = folder });

    private static IEnumerable<FuzzTarget> Good(string folder)
    {
        string Write(string name, string text)
        {
            var path = Path.Combine(folder, name);
            File.WriteAllText(path, text);
            return path;
        }
        Directory.CreateDirectory(Path.Combine(folder, "voc"));
        Write("weights.safetensors", "");
        Write("numbers.csv", "method,label\n");
        yield return FuzzTarget.FromFile<SpecException>(
            "yaml",
            Write(
                "card.yaml",
                "weights: weights.safetensors\ninput: imagenet\nlayers: {classifier.2: classifier.3}\n"
                + "colours: bgr\npools: ceil\nbatch-norm-epsilon: 0.001\nclasses: [cat, dog]\n"),
            text: true,
            file => ModelFile.Read(file));
        foreach (var (name, data) in new[]
        {
            ("voc.yaml", "{format: voc, root: voc, split: val, truth: masks, classes: [a, b], orientation: upright, alpha: white}"),
            ("coco.yaml", "{format: coco, root: voc, annotations: numbers.csv, crowds: difficult}"),
            ("folder.yaml", "{format: folder, root: voc, labels: numbers.csv, classes: [a, b]}"),
            ("images.yaml", "{format: imagenet, root: voc, count: 1000, seed: 3}"),
            ("scenes.yaml", "{format: scenes, seed: 1, split: test, count: 300}"),
        })
            yield return FuzzTarget.FromFile<SpecException>(
                "yaml",
                Write(name, $"name: mine\nmodel: {{extends: whole.yaml, draws: weights.safetensors}}\ninput: imagenet\ndata: {data}\n"),
                text: true,
                file => SubjectFile.Read(file));
        Write("whole.yaml", "weights: weights.safetensors\n");
        Write("subject.yaml", "model: {weights: weights.safetensors}\ninput: voc-caffe\ndata: {format: voc, root: voc, split: val}\n");
        Write("other.yaml", "methods: [alpha, alpha@b3]\nmetrics: [hits]\nclaims: [{metric: hits, lower: [alpha], than: all, by: 0.5}]\n");
        yield return FuzzTarget.FromFile<SpecException>("yaml", Write("table.yaml", """
            title: A table
            methods:
              - &one alpha@b5
              - {matrix: {method: [alpha], layer: [b4, b3], post: [~, abs]}, exclude: [{layer: b3, post: abs}]}
              - {method: alpha, layer: b2, options: {flag: true}, post: [abs, 'smooth{sigma=2}']}
            metrics: [hits, 'hits{flag=true}']
            paper: numbers.csv
            limit: 5
            seed: 9
            dtype: float32
            subject: subject.yaml
            claims: [{metric: hits, lower: [*one], than: all, by: 0.5}]
            expected: {within: 1, values: [{method: *one, metric: hits, value: 3}]}
            """), text: true, file => ExperimentFile.Load(file, AnyPlugin.Catalog));
        yield return FuzzTarget.FromFile<SpecException>(
            "yaml",
            Write(
                "tables.yaml",
                "title: All\n"
                + "tables: [other.yaml, {name: mine, methods: [alpha@b3], metrics: [hits], limit: 4}, "
                + "{extends: other.yaml, name: more, claims: ~}]\n"
                + "figures: [{name: maps, maps: {images: a, columns: [beta], rows: {classes: [top1, 3]}}}]\n"
                + "subject: subject.yaml\n"),
            text: true,
            file => ExperimentFile.Load(file, AnyPlugin.Catalog));
    }

    // Accepts every call: the spec readers do not depend on what plugins make of their options.
    private sealed class AnyPlugin : IPluginCatalog
    {
        public static AnyPlugin Catalog { get; } = new();

        public IReadOnlyList<PluginDescriptor> Plugins { get; } =
        [
            new("alpha", PluginKind.Method, "Test", false, [], "fake.dll", "0"),
            new("hits", PluginKind.Metric, "Test", true, [], "fake.dll", "0"),
        ];

        public MethodInstance CreateMethod(PluginCall call) => new(call, Plugins[0], null!);

        public MetricInstance CreateMetric(PluginCall call) => new(call, Plugins[1], null!);
    }
}
