namespace Workbench.Plugins.Tests.Oracles;

/// <summary>Guided backprop, deconvnet and RectGrad, one number at a time.</summary>
internal static class ReluRules
{
    public static Volume? Guided(LayerSignal p) => AtReLU(p, (z, r) => z > 0 && r > 0 ? r : 0);

    public static Volume? Deconvolution(LayerSignal p) => AtReLU(p, (_, r) => r > 0 ? r : 0);

    public static Func<LayerSignal, Volume?> RectGrad(ParsedCall call) => p => p.Layer.Info.Kind switch
    {
        LayerKind.ReLU => Rectified(p, call),
        LayerKind.Conv2d when call.Flag("padding-trick", false) => LoopVgg.Backward(p with { Signal = WithoutBorder(p.Signal) }),
        LayerKind.MaxPool2d when call.Text("pool", "winner") == "proportional" => Proportional(p),
        _ => null,
    };

    /// <summary>numpy's percentile by sorting: linear between two ranks, or the nearer one, with ties to even.</summary>
    public static double Percentile(IEnumerable<double> values, double q, bool nearest)
    {
        double[] sorted = [.. values.Order()];
        var rank = (sorted.Length - 1) * (q / 100);
        var below = (int)Math.Floor(rank);
        if (nearest) return sorted[(int)Math.Round(rank, MidpointRounding.ToEven)];
        return below + 1 < sorted.Length ? sorted[below] + (rank - below) * (sorted[below + 1] - sorted[below]) : sorted[below];
    }

    private static Volume Rectified(LayerSignal p, ParsedCall call)
    {
        double[] products = [.. p.Y.Values.Zip(p.Signal.Values, (a, r) => call.Id == "rectgrad-mod" ? Math.Abs(a * r) : a * r)];
        var threshold =
            call.Text("threshold", "percentile") == "zero"
                ? 0
                : Percentile(products, call.Number("q", 98), call.Text("quantile", "linear") == "nearest");
        return p.Signal with { Values = [.. p.Signal.Values.Zip(products, (r, product) => product > threshold ? r : 0)] };
    }

    private static Volume WithoutBorder(Volume signal)
    {
        var inner = signal.ZerosLike();
        for (var c = 0; c < signal.Channels; c++)
            for (var y = 1; y < signal.Height - 1; y++)
                for (var x = 1; x < signal.Width - 1; x++) inner[c, y, x] = signal[c, y, x];
        return inner;
    }

    // Each of a window's four pixels gets its share of their sum; 4e-10 prevents a division by 0 for an empty window.
    private static Volume Proportional(LayerSignal p)
    {
        var back = p.X.ZerosLike();
        for (var c = 0; c < p.Y.Channels; c++)
            for (var y = 0; y < p.Y.Height; y++)
                for (var x = 0; x < p.Y.Width; x++)
                {
                    (int Y, int X)[] window = [(2 * y, 2 * x), (2 * y, 2 * x + 1), (2 * y + 1, 2 * x), (2 * y + 1, 2 * x + 1)];
                    var sum = window.Sum(at => p.X[c, at.Y, at.X]) + 4e-10;
                    foreach (var at in window) back[c, at.Y, at.X] = p.X[c, at.Y, at.X] / sum * p.Signal[c, y, x];
                }
        return back;
    }

    private static Volume? AtReLU(LayerSignal p, Func<double, double, double> rule) =>
        p.Layer.Info.Kind == LayerKind.ReLU ? p.Signal with { Values = [.. p.X.Values.Zip(p.Signal.Values, rule)] } : null;
}
