namespace Workbench.Engine.Model.Onnx;

/// <summary>The window of a convolution or pool, with its padding on each side.</summary>
/// <param name="Kernel">Size of the window.</param>
/// <param name="Stride">Steps between windows.</param>
/// <param name="Dilation">Distance between the pixels of a window.</param>
/// <param name="Top">Rows above.</param>
/// <param name="Left">Columns before.</param>
/// <param name="Bottom">Rows below.</param>
/// <param name="Right">Columns behind.</param>
internal sealed record Borders(
    (long Rows, long Columns) Kernel,
    (long Rows, long Columns) Stride,
    (long Rows, long Columns) Dilation,
    long Top,
    long Left,
    long Bottom,
    long Right)
{
    /// <summary>The largest side, step or padding of a window.</summary>
    public const long Largest = 4096;

    /// <summary>Whether opposite sides have the same padding.</summary>
    public bool AreEven => Top == Bottom && Left == Right;

    /// <summary>Whether there is none.</summary>
    public bool AreEmpty => Top + Left + Bottom + Right == 0;

    /// <summary>Reads the attributes of a node.</summary>
    /// <param name="node">A Conv, MaxPool or AveragePool.</param>
    /// <param name="kernel">Size of its window.</param>
    /// <param name="shape">Shape of its input, without the batch.</param>
    public static Borders Of(NodeImport node, (long Rows, long Columns) kernel, long[] shape)
    {
        if (shape is not [_, var height, var width])
            throw node.Fault($"has an input of {UnsupportedGraph.Text(shape)} for each image, where [C,H,W] is expected");
        var none = new Borders(kernel, node.Pair("strides", 1), node.Pair("dilations", 1), 0, 0, 0, 0);
        switch (node.Node.String("auto_pad", "NOTSET"))
        {
            case "NOTSET":
                var pads = node.Node.Ints("pads", [0, 0, 0, 0]);
                return pads is [>= 0 and <= Largest, >= 0 and <= Largest, >= 0 and <= Largest, >= 0 and <= Largest]
                    ? none with { Top = pads[0], Left = pads[1], Bottom = pads[2], Right = pads[3] }
                    : throw node.Fault($"has 'pads' of {UnsupportedGraph.Text(pads)}, where four numbers of 0 to {Largest} are expected");
            case "VALID": return none;
            case "SAME_UPPER": return none.Same(height, width, upper: true);
            case "SAME_LOWER": return none.Same(height, width, upper: false);
            case var other: throw node.Fault($"has 'auto_pad' of {UnsupportedGraph.List([other])}, which is not supported");
        }
    }

    // As much padding as gives ⌈side / stride⌉ windows. An odd pixel goes behind, or before.
    private Borders Same(long height, long width, bool upper)
    {
        static long Missing(long side, long kernel, long stride, long dilation) =>
            Math.Max(0, ((side + stride - 1) / stride - 1) * stride + (kernel - 1) * dilation + 1 - side);
        var rows = Missing(height, Kernel.Rows, Stride.Rows, Dilation.Rows);
        var columns = Missing(width, Kernel.Columns, Stride.Columns, Dilation.Columns);
        var (top, left) = upper ? (rows / 2, columns / 2) : ((rows + 1) / 2, (columns + 1) / 2);
        return this with { Top = top, Left = left, Bottom = rows - top, Right = columns - left };
    }

    /// <summary>The window with the padding of both sides; the sides have to be even.</summary>
    public Operators.Window Window(bool ceil = false) => new(Kernel, Stride, (Top, Left), Dilation, ceil);

    /// <summary>The window without padding.</summary>
    public Operators.Window Bare(bool ceil = false) => new(Kernel, Stride, (0, 0), Dilation, ceil);

    /// <summary>The padding as a layer.</summary>
    public Operators.Pad Pad(double value) => new(Left, Right, Top, Bottom, value);
}
