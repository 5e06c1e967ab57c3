using CsCheck;
using Workbench.Engine.Model;
using static TorchSharp.torch;

namespace Workbench.Engine.Tests.Model;

public sealed class SafetensorsTests
{
    private static readonly ScalarType[] s_types = [ScalarType.Float16, ScalarType.Float32, ScalarType.Float64];

    private static readonly Gen<(string Name, long[] Shape, ScalarType Type, ulong Seed)> s_tensor = Gen.Select(
        Gen.String[Gen.Char["abc.é_0\""], 1, 12], Gen.Long[0, 4].Array[0, 4],
        Gen.Int[0, 2].Select(i => s_types[i]), Gen.ULong);

    [Fact]
    public void Written_tensors_are_read_back() => s_tensor.List[0, 6].Sample(
        list =>
        {
            using var scope = NewDisposeScope();
            using var folder = new TemporaryFolder();
            var tensors = list.DistinctBy(item => item.Name)
                .ToDictionary(item => item.Name, item => Draw(item.Shape, item.Type, item.Seed));
            Safetensors.Write(folder["a"], tensors, new Dictionary<string, string> { ["about"] = "a test" });
            var read = Safetensors.Read(folder["a"]);
            read.Keys.Order().ShouldBe(tensors.Keys.Order());
            foreach (var (name, tensor) in tensors)
            {
                read[name].dtype.ShouldBe(tensor.dtype);
                read[name].shape.ShouldBe(tensor.shape);
                read[name].Same(tensor).ShouldBeTrue();
            }
            Directory.GetFiles(folder.Root).Length.ShouldBe(1);
        },
        iter: 60);

    [Fact]
    public void Equal_tensors_give_equal_files()
    {
        using var folder = new TemporaryFolder();
        var (a, b) = (Draw([3, 2], ScalarType.Float32, 1), Draw([4], ScalarType.Float64, 2));
        Safetensors.Write(folder["one"], new Dictionary<string, Tensor> { ["a"] = a, ["b"] = b });
        Safetensors.Write(folder["two"], new Dictionary<string, Tensor> { ["b"] = b, ["a"] = a });
        File.ReadAllBytes(folder["one"]).ShouldBe(File.ReadAllBytes(folder["two"]));
    }

    [Fact]
    public void Transposed_views_are_written_in_their_own_order()
    {
        using var folder = new TemporaryFolder();
        var transposed = Draw([3, 5], ScalarType.Float32, 1).t();
        Safetensors.Write(folder["a"], new Dictionary<string, Tensor> { ["a"] = transposed });
        Safetensors.Read(folder["a"])["a"].Same(transposed).ShouldBeTrue();
    }

    private static Tensor Draw(long[] shape, ScalarType type, ulong seed)
    {
        using var rng = new Generator(seed, CPU);
        return randn(shape, ScalarType.Float32, CPU, generator: rng).to(type);
    }
}
