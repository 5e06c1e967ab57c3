using Workbench.Engine.Model;

namespace Workbench.Plugins.Tests.Oracles;

/// <summary>VGG in float64 by loops: every output, and the gradient of a logit at every output and at the input.</summary>
internal sealed class LoopVgg
{
    private readonly ModelService _model;

    public LoopVgg(ModelService model, Volume input)
    {
        (_model, Input) = (model, input);
        foreach (var layer in model.Network.Layers) Outputs.Add(Forward(layer, Outputs.Count == 0 ? input : Outputs[^1]));
    }

    public Volume Input { get; }

    public List<Volume> Outputs { get; } = [];

    public Volume Output(string layer) => Outputs[_model.Architecture[layer].Index];

    public double[] Bias(int layer) => [.. Read(_model.Network.Layers[layer].Bias!)];

    /// <summary>∂ logit / ∂ output of each layer; the last entry is ∂ logit / ∂ input.</summary>
    public List<Volume> Gradients(int target) => Signals(target, _ => null);

    /// <summary>
    /// The backward signal at the output of each layer, with that at the input last. The rule replaces the gradient at the layers for which
    /// it returns a signal.
    /// </summary>
    public List<Volume> Signals(int target, Func<LayerSignal, Volume?> rule, double start = 1)
    {
        var signal = Outputs[^1].ZerosLike();
        signal.Values[target] = start;
        var byLayer = new Volume[Outputs.Count + 1];
        for (var i = Outputs.Count - 1; i >= 0; i--)
        {
            byLayer[i] = signal;
            var passage = new LayerSignal(_model.Network.Layers[i], i == 0 ? Input : Outputs[i - 1], Outputs[i], signal);
            signal = rule(passage) ?? Backward(passage);
        }
        byLayer[^1] = signal;
        return [.. byLayer];
    }

    /// <summary>Propagates the gradient back through a layer.</summary>
    public static Volume Backward(LayerSignal passage) => Backward(passage.Layer, passage.X, passage.Y, passage.Signal);

    /// <summary>Visits every weight of a linear layer with the indices of its input and output.</summary>
    public static void Edges(LayerSignal passage, Action<int, int, double> visit)
    {
        var (layer, x, y, _) = passage;
        if (layer.Info.Kind == LayerKind.Conv2d) Connect(layer, x, visit);
        else if (layer.Info.Kind == LayerKind.AvgPool2d) Average(x, y, visit);
        else
        {
            var weights = Read(layer.Weight!);
            for (var o = 0; o < y.Channels; o++)
                for (var i = 0; i < x.Channels; i++) visit(i, o, weights[o * x.Channels + i]);
        }
    }

    /// <summary>The bias at each output of a linear layer; 0 for a layer without bias.</summary>
    public static double[] Biases(LayerSignal passage)
    {
        var bias = passage.Layer.Bias is { } tensor ? Read(tensor) : new double[passage.Y.Channels];
        return [.. Enumerable.Range(0, passage.Y.Values.Length).Select(i => bias[i / (passage.Y.Height * passage.Y.Width)])];
    }

    private static double[] Read(TorchSharp.torch.Tensor tensor) =>
        tensor.to(TorchSharp.torch.ScalarType.Float64).contiguous().data<double>().ToArray();

    private Volume Forward(NetworkLayer layer, Volume x)
    {
        switch (layer.Info.Kind)
        {
            case LayerKind.Conv2d:
                var convolved = new Volume(layer.Info.Channels, x.Height, x.Width);
                var bias = Read(layer.Bias!);
                Connect(layer, x, (from, to, weight) => convolved.Values[to] += weight * x.Values[from]);
                for (var i = 0; i < convolved.Values.Length; i++) convolved.Values[i] += bias[i / (x.Height * x.Width)];
                return convolved;
            case LayerKind.Linear:
                var linear = new Volume(layer.Info.Channels, 1, 1, Read(layer.Bias!));
                var weights = Read(layer.Weight!);
                for (var o = 0; o < linear.Channels; o++)
                    for (var i = 0; i < x.Channels; i++) linear.Values[o] += weights[o * x.Channels + i] * x.Values[i];
                return linear;
            case LayerKind.ReLU:
                return x with { Values = [.. x.Values.Select(value => Math.Max(0, value))] };
            case LayerKind.MaxPool2d:
                var pooled = new Volume(x.Channels, x.Height / 2, x.Width / 2);
                for (var i = 0; i < pooled.Values.Length; i++) pooled.Values[i] = x.Values[Winner(x, pooled, i)];
                return pooled;
            case LayerKind.AvgPool2d:
                var side = _model.Architecture.InputSize >> 5;
                var average = new Volume(x.Channels, side, side);
                Average(x, average, (from, to, share) => average.Values[to] += share * x.Values[from]);
                return average;
            case LayerKind.Flatten:
                return new Volume(x.Values.Length, 1, 1, x.Values);
            default:
                return x;
        }
    }

    private static Volume Backward(NetworkLayer layer, Volume x, Volume y, Volume signal)
    {
        var back = x.ZerosLike();
        switch (layer.Info.Kind)
        {
            case LayerKind.Conv2d:
                Connect(layer, x, (from, to, weight) => back.Values[from] += weight * signal.Values[to]);
                break;
            case LayerKind.Linear:
                var weights = Read(layer.Weight!);
                for (var o = 0; o < y.Channels; o++)
                    for (var i = 0; i < x.Channels; i++) back.Values[i] += weights[o * x.Channels + i] * signal.Values[o];
                break;
            case LayerKind.ReLU:
                for (var i = 0; i < back.Values.Length; i++) back.Values[i] = x.Values[i] > 0 ? signal.Values[i] : 0;
                break;
            case LayerKind.MaxPool2d:
                for (var i = 0; i < y.Values.Length; i++) back.Values[Winner(x, y, i)] += signal.Values[i];
                break;
            case LayerKind.AvgPool2d:
                Average(x, y, (from, to, share) => back.Values[from] += share * signal.Values[to]);
                break;
            default:
                return x with { Values = signal.Values };
        }
        return back;
    }

    // Visits every weight of a 3×3 convolution with padding 1 with the indices of its input and output.
    private static void Connect(NetworkLayer layer, Volume x, Action<int, int, double> visit)
    {
        var weights = Read(layer.Weight!);
        for (var o = 0; o < layer.Info.Channels; o++)
            for (var c = 0; c < x.Channels; c++)
                for (var ky = 0; ky < 3; ky++)
                    for (var kx = 0; kx < 3; kx++)
                        for (var row = Math.Max(0, 1 - ky); row < Math.Min(x.Height, x.Height + 1 - ky); row++)
                            for (var column = Math.Max(0, 1 - kx); column < Math.Min(x.Width, x.Width + 1 - kx); column++)
                                visit(
                                    (c * x.Height + row + ky - 1) * x.Width + column + kx - 1,
                                    (o * x.Height + row) * x.Width + column,
                                    weights[((o * x.Channels + c) * 3 + ky) * 3 + kx]);
    }

    private static int Winner(Volume x, Volume pooled, int index)
    {
        var (c, row, column) = (index / (pooled.Height * pooled.Width), index / pooled.Width % pooled.Height, index % pooled.Width);
        // The first maximum wins.
        return Enumerable
            .Range(0, 4)
            .Select(i => (c * x.Height + 2 * row + i / 2) * x.Width + 2 * column + i % 2)
            .MaxBy(i => x.Values[i]);
    }

    private static void Average(Volume x, Volume average, Action<int, int, double> visit)
    {
        for (var i = 0; i < average.Values.Length; i++)
        {
            var (c, row, column) = (i / (average.Height * average.Width), i / average.Width % average.Height, i % average.Width);
            var (top, bottom) = (row * x.Height / average.Height, ((row + 1) * x.Height + average.Height - 1) / average.Height);
            var (left, right) = (column * x.Width / average.Width, ((column + 1) * x.Width + average.Width - 1) / average.Width);
            for (var py = top; py < bottom; py++)
                for (var px = left; px < right; px++)
                    visit((c * x.Height + py) * x.Width + px, i, 1.0 / ((bottom - top) * (right - left)));
        }
    }
}

/// <summary>A layer with its input, its output, and the signal at its output.</summary>
internal sealed record LayerSignal(NetworkLayer Layer, Volume X, Volume Y, Volume Signal);
