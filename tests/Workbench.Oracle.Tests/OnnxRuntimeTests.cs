using Microsoft.ML.OnnxRuntime;
using Workbench.Engine.Model;
using Workbench.Engine.Passes;
using static TorchSharp.torch;

namespace Workbench.Oracle.Tests;

/// <summary>ONNX files in the workbench and in ONNX Runtime. Skipped without the files, which are not shipped.</summary>
public sealed class OnnxRuntimeTests(ITestOutputHelper output)
{
    private const double Tolerance = 1e-4;   // ONNX Runtime computes in float32

    public static TheoryData<string> Networks =>
        [.. new[] { "networks", Path.Combine("reference", "graph", "models") }
            .Select(part => Path.Combine(Repository.Shared ?? ".", part))
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.GetFiles(folder, "*.onnx"))
            .Select(path => Path.GetRelativePath(Repository.Shared!, path))
            .Order(StringComparer.Ordinal)
            .DefaultIfEmpty("")];

    [Theory]
    [MemberData(nameof(Networks))]
    public void The_logits_are_those_of_ONNX_Runtime(string file)
    {
        Assert.SkipWhen(
            file.Length == 0, "The networks are missing: set WORKBENCH_SHARED to the folder with networks/ and reference/graph/.");
        var path = Path.Combine(Repository.Shared!, file);
        using var scope = NewDisposeScope();
        using var rng = new Generator(5, CPU);
        using var model = ModelService.Load(path, "cpu", ScalarType.Float64);
        var side = model.Architecture.InputSize;
        var input = randn([1, 3, side, side], ScalarType.Float32, CPU, generator: rng);
        using var pass = ForwardPass.Run(model.Network, input.to(ScalarType.Float64), _ => false);
        var expected = tensor(Run(path, input, model.Architecture.Classes));
        var deviation = ((pass.Logits[0] - expected).abs().max() / expected.abs().max()).item<double>();
        output.WriteLine($"{Path.GetFileName(file)}: {deviation:E1}");
        deviation.ShouldBeLessThan(Tolerance);
    }

    private static double[] Run(string path, Tensor input, int classes)
    {
        using var session = new InferenceSession(path);
        var values = new Microsoft.ML.OnnxRuntime.Tensors.DenseTensor<float>(
            input.data<float>().ToArray(), [.. input.shape.Select(size => (int)size)]);
        using var results = session.Run([NamedOnnxValue.CreateFromTensor(session.InputNames[0], values)]);
        return [.. results.Select(one => one.AsTensor<float>()).First(one => one.Length == classes).Select(one => (double)one)];
    }
}
