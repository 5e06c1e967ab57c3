using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Workbench.Engine.Model.Operators;

/// <summary>2-D convolution.</summary>
/// <param name="inputs">Channels of the input.</param>
/// <param name="outputs">Channels of the output.</param>
/// <param name="window">Kernel, stride, padding and dilation.</param>
/// <param name="groups">Groups of channels that are convolved apart.</param>
internal sealed class Convolution(long inputs, long outputs, Window window, long groups = 1) : Operator
{
    /// <summary>Channels of the input.</summary>
    public long Inputs => inputs;

    /// <summary>Channels of the output.</summary>
    public long Outputs => outputs;

    /// <summary>Groups of channels that are convolved apart.</summary>
    public long Groups => groups;

    private static readonly long[] s_one = [1, 1], s_two = [2, 2];

    // The border that the flipped kernel needs: a window's reach without the padding.
    private readonly long[] _border =
    [
        window.Dilation.Rows * (window.Kernel.Rows - 1) - window.Padding.Rows,
        window.Dilation.Columns * (window.Kernel.Columns - 1) - window.Padding.Columns,
    ];

    // Null where the phases are convolved one by one.
    private readonly (InterleavedPhases Rows, InterleavedPhases Columns)? _phases = InterleavedPhases.Create(inputs, window, groups);

    /// <inheritdoc/>
    public override Window Window => window;

    /// <inheritdoc/>
    public override LayerKind Kind => LayerKind.Conv2d;

    /// <inheritdoc/>
    public override bool VjpMayAlias => false;

    /// <inheritdoc/>
    internal override bool OwnsOutput => true;

    /// <inheritdoc/>
    public override long[] OutputShape(IReadOnlyList<long[]> shapes) =>
        window.OutputSize(shapes[0]) is var (rows, columns) && shapes[0][0] == inputs
            ? [outputs, rows, columns]
            : throw new ShapeException($"takes {inputs} channels, not {shapes[0][0]}");

    /// <inheritdoc/>
    public override double Products(IReadOnlyList<long[]> shapes) => window.OutputSize(shapes[0]) is var (rows, columns)
        ? (double)window.Kernel.Rows * window.Kernel.Columns * (inputs / groups) * outputs * rows * columns
        : 0;

    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> inputs, LayerParameters parameters) =>
        Convolve(inputs[0], parameters.Weight!, parameters.Bias, window.Strides, window.Paddings, window.Dilations, parameters);

    /// <summary>
    /// The product as a forward convolution with the flipped kernel, whose input channels are the layer's outputs. libtorch 2.10's backward
    /// convolution (oneDNN's, in autograd and <c>conv_transpose2d</c>) returns garbage in float32 if the channels are not a multiple of the
    /// vector width. Both cost the same.
    /// </summary>
    /// <inheritdoc/>
    public override Tensor Vjp(int input, Tensor upstream, VjpPoint at, LayerParameters parameters) =>
        window.Stride is (1, 1) && _border.All(side => side >= 0)
            ? Convolve(upstream, Flipped(parameters), null, s_one, _border, window.Dilations, parameters)
            : _phases is var (rows, columns)
                ? VjpOfAllPhases(upstream, at.ShapeOf(0, upstream), rows, columns, parameters)
                : VjpPhaseByPhase(upstream, at.ShapeOf(0, upstream), parameters);

    // All phases of the strides in one convolution of stride 1.
    private Tensor VjpOfAllPhases(
        Tensor upstream, long[] shape, InterleavedPhases rows, InterleavedPhases columns, LayerParameters parameters)
    {
        using var scope = NewDisposeScope();
        var kernel = parameters.Derive(
            parameters.Weight!, DerivedTensorKind.Interleaved, own => InterleavedPhases.Kernel(own, rows, columns));
        var (borderY, firstY, lengthY) = rows.Place(upstream.shape[2], shape[2]);
        var (borderX, firstX, lengthX) = columns.Place(upstream.shape[3], shape[3]);
        var product = Convolve(upstream, kernel, null, s_one, [borderY, borderX], s_one, parameters);
        return InterleavedPhases.Interleave(product, (rows, firstY, lengthY), (columns, firstX, lengthX), shape)
            .MoveToOuterDisposeScope();
    }

    // One convolution of stride 1 for each phase of the strides. libtorch's transposed convolution is wrong even at padded widths.
    private Tensor VjpPhaseByPhase(Tensor upstream, long[] shape, LayerParameters parameters)
    {
        using var scope = NewDisposeScope();
        var (flipped, (strideY, strideX)) = (Flipped(parameters), window.Stride);
        var signal = zeros(shape, upstream.dtype, upstream.device);
        for (var i = 0; i < strideY * strideX; i++)
        {
            var (y, x) = (
                StridePhase.Create(i / strideX, window.Kernel.Rows, strideY, window.Dilation.Rows),
                StridePhase.Create(i % strideX, window.Kernel.Columns, strideX, window.Dilation.Columns));
            if (y.Count == 0 || x.Count == 0) continue;
            var (skippedY, startY, rows) = y.Place(upstream.shape[2], shape[2], strideY, window.Dilation.Rows, window.Padding.Rows);
            var (skippedX, startX, columns) = x.Place(
                upstream.shape[3],
                shape[3],
                strideX,
                window.Dilation.Columns,
                window.Padding.Columns);
            if (rows <= 0 || columns <= 0) continue;
            var kernel = parameters.Derive(
                flipped, DerivedTensorKind.Phase, whole => x.Select(y.Select(whole, 2), 3).contiguous(), part: i);
            var product = Convolve(
                upstream, kernel, null, s_one, [y.Dilation * (y.Count - 1), x.Dilation * (x.Count - 1)], [y.Dilation, x.Dilation],
                parameters);
            signal
                .slice(2, startY, startY + (rows - 1) * strideY + 1, strideY)
                .slice(3, startX, startX + (columns - 1) * strideX + 1, strideX)
                .copy_(product.narrow(2, skippedY, rows).narrow(3, skippedX, columns));
        }
        return signal.MoveToOuterDisposeScope();
    }

    private Tensor Flipped(LayerParameters parameters) => parameters.Derive(parameters.Weight!, DerivedTensorKind.Flipped, Flip);

    // The layer's weights are padded once, a rule's weights on every call. Widths that need no padding cost nothing.
    private Tensor Convolve(
        Tensor input, Tensor kernel, Tensor? bias, long[] stride, long[] padding, long[] dilation, LayerParameters parameters)
    {
        using var scope = NewDisposeScope();
        var filled = parameters.Derive(kernel, DerivedTensorKind.Padded, own =>
            groups > 1 ? PaddedGroups.PadKernel(own, groups) : PaddedConvolution.PadKernel(own, parameters.InBfloat16));
        // With a dilation, which a single pixel does not have, libtorch uses one kernel for all batches and thread counts.
        var steps = kernel.shape[2] * kernel.shape[3] == 1 ? s_two : dilation;
        var product = parameters.Multiply(
            groups > 1 ? PaddedGroups.PadInput(input, filled, groups) : PaddedConvolution.PadInput(input, filled),
            filled,
            groups > 1 ? PaddedGroups.PadBias(bias, filled, groups) : PaddedConvolution.PadBias(bias, filled),
            (x, w, b) => BatchInvariantProduct.Convolution(x, rows => functional.conv2d(rows, w, b, stride, padding, steps, groups)));
        var own = groups > 1
            ? PaddedGroups.TrimOutput(product, kernel.shape[0], groups)
            : PaddedConvolution.TrimOutput(product, kernel.shape[0]);
        return own.MoveToOuterDisposeScope();
    }

    // [out, in/groups, h, w] to [in, out/groups, h, w], rotated by 180°.
    private Tensor Flip(Tensor weight) => groups == 1
        ? weight.transpose(0, 1).flip(2, 3).contiguous()
        : weight
            .reshape(groups, outputs / groups, inputs / groups, window.Kernel.Rows, window.Kernel.Columns)
            .transpose(1, 2)
            .reshape(inputs, outputs / groups, window.Kernel.Rows, window.Kernel.Columns)
            .flip(2, 3)
            .contiguous();
}
