using Workbench.Engine.Model.Operators;

namespace Workbench.Engine.Model.Graphs;

/// <summary>The operators that a file can hold, each described by one entry, which both writes and reads it.</summary>
internal static class OperatorForms
{
    private const int MostInputs = 10_000;

    /// <summary>All forms.</summary>
    public static IReadOnlyList<OperatorForm> All { get; } =
    [
        OperatorForm.Create<Convolution>(
            "Conv2d",
            a => new(
                a.Whole("in", o => o.Inputs), a.Whole("out", o => o.Outputs), a.Window(o => o.Window), a.Whole("groups", o => o.Groups)),
            weight: o => [o.Outputs, o.Inputs / o.Groups, o.Window.Kernel.Rows, o.Window.Kernel.Columns]),
        OperatorForm.Create<FullyConnected>(
            "Linear", a => new(a.Whole("in", o => o.Inputs), a.Whole("out", o => o.Outputs)), weight: o => [o.Outputs, o.Inputs]),
        OperatorForm.Create<PositionwiseProduct>(
            "PositionwiseLinear",
            a => new(a.Whole("in", o => o.Channels), a.Whole("out", o => o.Outputs), a.Whole("side", o => o.Side, most: 256)),
            weight: o => [o.Outputs, o.Channels * o.Side * o.Side]),
        OperatorForm.Create<BatchNormalization>(
            "BatchNorm2d", a => new(a.Whole("channels", o => o.Channels)), weight: o => [o.Channels]),
        OperatorForm.Create<PRelu>("PReLU", a => new(a.Whole("weights", o => o.Weights)), weight: o => [o.Weights]),
        OperatorForm.Create<Add>("Add", _ => new(), least: 2, most: MostInputs),
        OperatorForm.Create<Multiply>("Mul", _ => new(), least: 2),
        OperatorForm.Create<Concat>("Concat", _ => new(), most: MostInputs),
        OperatorForm.Create<MaxPool>("MaxPool2d", a => new(a.Window(o => o.Window))),
        OperatorForm.Create<UnevenMaxPool>(
            "UnevenMaxPool2d",
            a => new(
                a.Window(o => o.Windows), a.Whole("left", o => o.Left, 0, 4096), a.Whole("right", o => o.Right, 0, 4096),
                a.Whole("top", o => o.Top, 0, 4096), a.Whole("bottom", o => o.Bottom, 0, 4096))),
        OperatorForm.Create<AveragePool>("AvgPool2d", a => new(a.Window(o => o.Window), a.Flag("counts-padding", o => o.CountsPadding))),
        OperatorForm.Create<AdaptiveAveragePool>("AdaptiveAvgPool2d", a => new(a.Whole("size", o => o.Size, most: 4096))),
        OperatorForm.Create<MaximumOver>(
            "MaximumOver",
            a => new(
                [.. a.Wholes("axes", o => o.Axes.Select(axis => (long)axis), 0, 7).Distinct().Select(axis => (int)axis)],
                a.Flag("keeps", o => o.Keeps))),
        OperatorForm.Create<Relu>("ReLU", _ => new()),
        OperatorForm.Create<Clip>("Clip", a => new(a.Bound("low", o => o.Low), a.Bound("high", o => o.High))),
        OperatorForm.Create<LeakyRelu>("LeakyReLU", a => new(a.Real("slope", o => o.Slope))),
        OperatorForm.Create<Elu>("ELU", a => new(a.Real("alpha", o => o.Alpha))),
        OperatorForm.Create<Sigmoid>("Sigmoid", _ => new()),
        OperatorForm.Create<HardSigmoid>("HardSigmoid", _ => new()),
        OperatorForm.Create<HardSwish>("HardSwish", _ => new()),
        OperatorForm.Create<Silu>("SiLU", _ => new()),
        OperatorForm.Create<TanhFunction>("Tanh", _ => new()),
        OperatorForm.Create<Gelu>("GELU", a => new(a.Flag("by-tanh", o => o.ByTanh))),
        OperatorForm.Create<Softmax>("Softmax", _ => new()),
        OperatorForm.Create<Identity>("Identity", _ => new()),
        OperatorForm.Create<Flatten>("Flatten", _ => new()),
        OperatorForm.Create<Reshape>("Reshape", a => new(a.Wholes("shape", o => o.Shape, -1))),
        OperatorForm.Create<Expand>("Expand", a => new(a.Wholes("shape", o => o.Shape))),
        OperatorForm.Create<Permute>(
            "Permute", a => new([.. a.Wholes("order", o => o.Order.Select(axis => (long)axis), 0, 7).Select(axis => (int)axis)])),
        OperatorForm.Create<ChannelShuffle>("ChannelShuffle", a => new(a.Whole("groups", o => o.Groups))),
        OperatorForm.Create<Slice>(
            "Slice",
            a => new(a.Whole("start", o => o.Start, 0), a.Whole("count", o => o.Count), (int)a.Whole("axis", o => o.Axis, 0, 7))),
        OperatorForm.Create<Pad>(
            "Pad",
            a => new(
                a.Whole("left", o => o.Left, 0, 4096), a.Whole("right", o => o.Right, 0, 4096), a.Whole("top", o => o.Top, 0, 4096),
                a.Whole("bottom", o => o.Bottom, 0, 4096), a.Real("value", o => o.Value))),
        OperatorForm.Create<Resize>(
            "Resize",
            a => new(
                a.Whole("rows", o => o.Rows, most: 64), a.Whole("columns", o => o.Columns, most: 64),
                a.Flag("bilinear", o => o.IsBilinear))),
        OperatorForm.Create<ScoreOverPositions>("Score", a => new(a.Choice("over", o => o.Score))),
    ];

    /// <summary>The form of an operator; null for one that no file holds.</summary>
    public static OperatorForm? Find(Operator operation) => All.FirstOrDefault(form => form.Type == operation.GetType());

    /// <summary>The form with a name, or null.</summary>
    public static OperatorForm? Find(string name) => All.FirstOrDefault(form => form.Name == name);
}
