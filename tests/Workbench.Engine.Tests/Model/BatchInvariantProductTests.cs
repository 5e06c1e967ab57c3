using Workbench.Engine.Model;
using Workbench.Engine.Model.Operators;
using static TorchSharp.torch;

namespace Workbench.Engine.Tests.Model;

/// <summary>
/// On the CPU an image's results do not depend, bit for bit, on the other images of a batch, so tables do not depend on batches or shards.
/// </summary>
public sealed class BatchInvariantProductTests
{
    private static readonly int[] s_rows = [1, 2, 3, 5, 8, 9, 17], s_few = [1, 3, 8];

    [Fact]
    public void Every_layer_gives_a_row_the_same_bits_in_any_batch() =>
        Every_layer(ScalarType.Float32, [16, 32, 48, 64, 64], 224, TestTier.IsAll ? s_rows : s_few);

    // Products in bfloat16 take thirty times as long without hardware support: fewer batches for convolutions, all for matrices.
    [SlowFact]
    public void Every_layer_gives_a_row_the_same_bits_in_bfloat16() =>
        Every_layer(ScalarType.BFloat16, [16, 32, 48, 64, 64], 224, [1, 4, 5]);

    // Padded with zero channels. The sides lie above and below the size under which libtorch uses another kernel for a single image.
    [Theory, InlineData(69), InlineData(37)]
    public void Layers_of_odd_widths_give_a_row_the_same_bits(int side) =>
        Every_layer(ScalarType.Float32, [5, 18, 20, 26, 34], side, s_rows);

    private static void Every_layer(ScalarType dtype, int[] widths, int side, int[] images)
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        RandomVgg.Write(folder["net"], widths, 128, 10, 3);
        using var model = ModelService.Load(folder["net"], "cpu", dtype);
        using var rng = new Generator(5, CPU);
        // At the full input size, since libtorch's choice of kernel depends on it.
        var inputs = randn([images[^1], 3, side, side], generator: rng);
        foreach (var layer in model.Network.Layers)
        {
            using var inner = NewDisposeScope();
            var rows = layer.Info.Kind == LayerKind.Linear ? s_rows : images;
            if (inputs.shape[0] < rows[^1]) inputs = randn([rows[^1], .. inputs.shape[1..]], generator: rng);
            var outputs = layer.Forward(inputs, layer.Weight, layer.Bias);
            if (layer.Weight is not null)
            {
                Check(inputs, outputs, few => layer.Forward(few, layer.Weight, layer.Bias), rows, $"{layer.Info.Name} forward");
                var upstream = randn(outputs.shape, generator: rng);
                Check(upstream, Vjp(upstream), Vjp, rows, $"{layer.Info.Name} backward");

                Tensor Vjp(Tensor few) => layer.Vjp(0, few, new([inputs.shape], [], null, null));
            }
            inputs.Dispose();
            inputs = outputs.MoveToOuterDisposeScope();
        }
    }

    private static void Check(Tensor inputs, Tensor whole, Func<Tensor, Tensor> product, int[] batches, string what)
    {
        foreach (var rows in batches)
        {
            using var few = product(inputs.narrow(0, 0, rows).contiguous());
            Same(few, whole.narrow(0, 0, rows)).ShouldBeTrue($"{what}, {rows} rows");
            using var last = product(inputs.narrow(0, inputs.shape[0] - rows, rows).contiguous());
            Same(last, whole.narrow(0, inputs.shape[0] - rows, rows)).ShouldBeTrue($"{what}, the last {rows} rows");
        }
    }

    private static bool Same(Tensor one, Tensor other) => one.eq(other).all().item<bool>();

    [Fact]
    public void Padded_rows_are_removed_from_the_product()
    {
        using var scope = NewDisposeScope();
        foreach (var rows in s_rows)
        {
            var input = arange(rows * 4).reshape(rows, 4).to(ScalarType.Float32);
            long asked = 0;
            var doubled = BatchInvariantProduct.Matrix(input, filled =>
            {
                asked = filled.shape[0];
                return filled * 2;
            });
            doubled.shape.ShouldBe([rows, 4]);
            Same(doubled, input * 2).ShouldBeTrue();
            (asked % 8).ShouldBe(0);
        }
    }
}
