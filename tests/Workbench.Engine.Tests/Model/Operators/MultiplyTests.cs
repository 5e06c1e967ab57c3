using Workbench.Engine.Model.Operators;
using static TorchSharp.torch;

namespace Workbench.Engine.Tests.Model.Operators;

/// <summary>Products of two inputs, compared with autograd.</summary>
public sealed class MultiplyTests
{
    private static readonly long[] s_image = [2, 3, 4, 5], s_gate = [2, 3, 1, 1], s_features = [2, 3];

    public static TheoryData<long[], long[]> Shapes => new()
    {
        { s_image, s_image },
        { s_image, s_gate },
        { s_gate, s_image },
        { s_gate, s_gate },
        { s_features, s_features },
    };

    [Theory, MemberData(nameof(Shapes))]
    public void Output_and_products_equal_autograds(long[] first, long[] second)
    {
        using var scope = NewDisposeScope();
        using var rng = new Generator(1, CPU);
        foreach (var dtype in new[] { ScalarType.Float64, ScalarType.Float32 })
        {
            Tensor[] inputs =
                [.. new[] { first, second }.Select(shape => randn(shape, ScalarType.Float64, CPU, generator: rng).to(dtype))];
            OperatorCheck.Compare(new Multiply(), both => both[0] * both[1], inputs);
            new Multiply().OutputShape([first[1..], second[1..]]).ShouldBe((inputs[0] * inputs[1]).shape[1..]);
        }
    }

    [Fact]
    public void Other_shapes_are_refused() =>
        Should
            .Throw<ShapeException>(() => new Multiply().OutputShape([[3, 4, 4], [2, 1, 1]]))
            .Message.ShouldBe("multiplies 3×4×4 by 2×1×1");
}
