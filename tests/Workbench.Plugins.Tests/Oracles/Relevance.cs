namespace Workbench.Plugins.Tests.Oracles;

/// <summary>
/// Layer-wise relevance propagation from its definition. The contribution of i to j is c_ij, and j's relevance goes to its inputs in
/// proportion: R_i = Σ_j c_ij / (Σ_i c_ij + b_j) R_j. The rules differ only in c and b.
/// </summary>
internal static class Relevance
{
    private static readonly double[] s_mean = [0.485f, 0.456f, 0.406f], s_std = [0.229f, 0.224f, 0.225f];   // pixels are scaled in float32

    /// <summary>The contribution of an input x along a weight w, given the input's channel and the sign of the output.</summary>
    public delegate double Contribution(double x, double w, int channel, bool negative);

    /// <summary>The rule of a call of any LRP method or of excitation backprop.</summary>
    public static Func<LayerSignal, Volume?> Rule(ParsedCall call, int last)
    {
        var stabilizer = call.Number("stabilizer", 1e-6);
        var rule = call.Id == "excitation-backprop" ? Excitation(call, last) : Chosen(call, stabilizer);
        if (call.Id == "excitation-backprop") stabilizer = 1e-20;
        var linear = call.Text("linear", "same") == "epsilon" ? Epsilon(1e-6, call) : rule;
        var first = call.Text("first", "same") switch
        {
            "same" => rule,
            "box" => p => Through(p, (x, w, c, _) => x * w - Low(c) * Math.Max(0, w) - High(c) * Math.Min(0, w), (_, _) => 0, stabilizer),
            "flat" => p => Through(p, (_, _, _, _) => 1, (_, _) => 0, stabilizer),
            "w-square" => p => Through(p, (_, w, _, _) => w * w, (b, _) => call.Text("bias", "keep") == "drop" ? 0 : b * b, stabilizer),
            var other => throw new NotSupportedException($"Unknown rule '{other}' of the first layer."),
        };
        return passage => passage.Layer.Info switch
        {
            { Kind: LayerKind.ReLU } => passage.Signal,
            { Kind: LayerKind.AvgPool2d } => Through(passage, (x, w, _, _) => x * w, (b, _) => b, stabilizer),
            { Index: 0 } => first(passage),
            { Kind: LayerKind.Conv2d } => rule(passage),
            { Kind: LayerKind.Linear } => linear(passage),
            _ => null,
        };
    }

    private static Func<LayerSignal, Volume> Chosen(ParsedCall call, double stabilizer) => call.Id switch
    {
        "lrp-0" => Epsilon(0, call),
        "lrp-epsilon" => Epsilon(call.Number("epsilon", 1e-6), call),
        "lrp-zplus" => AlphaBeta(1, 0, call, stabilizer),
        "lrp-alphabeta" => AlphaBeta(call.Number("alpha", 1), call.Number("beta", 0), call, stabilizer),
        "lrp-gamma" when double.IsPositiveInfinity(call.Number("gamma", 0.25)) => AlphaBeta(1, 0, call, stabilizer),
        "lrp-gamma" => Gamma(call.Number("gamma", 0.25), call, stabilizer),
        _ => throw new NotSupportedException($"'{call.Id}' is not an LRP method."),
    };

    private static Func<LayerSignal, Volume> Epsilon(double epsilon, ParsedCall call) =>
        p => Through(p, (x, w, _, _) => x * w, (b, _) => call.Text("bias", "keep") == "drop" ? 0 : b, epsilon);

    // A contribution with the sign of the output counts γ + 1 times. Unsplit, a weight with that sign does.
    private static Func<LayerSignal, Volume> Gamma(double gamma, ParsedCall call, double stabilizer)
    {
        var (split, mirrored) = (call.Flag("split", true), call.Flag("mirrored", true));
        double Favoured(double value, bool negative) => value + gamma * Part(value, !(mirrored && negative));
        return p =>
            Through(
                p,
                (x, w, _, negative) => split ? Favoured(x * w, negative) : x * Favoured(w, negative),
                (b, negative) =>
                    call.Text("bias", "keep") switch
                    {
                        "keep" => Favoured(b, negative),
                        "unchanged" => b,
                        _ => 0,
                    },
                stabilizer);
    }

    private static Func<LayerSignal, Volume> AlphaBeta(double alpha, double beta, ParsedCall call, double stabilizer)
    {
        var split = call.Flag("split", true);
        Volume Half(LayerSignal p, bool positive) =>
            Through(
                p,
                (x, w, _, _) => split ? Part(x * w, positive) : x * Part(w, positive),
                (b, _) =>
                    call.Text("bias", "keep") switch
                    {
                        "keep" => Part(b, positive),
                        "unchanged" => b,
                        _ => 0,
                    },
                stabilizer);
        return p => beta == 0 ? Combine(Half(p, true), p.X.ZerosLike(), alpha, 0) : Combine(Half(p, true), Half(p, false), alpha, -beta);
    }

    // Contrastive: the last layer subtracts the relevance along the negated weights.
    private static Func<LayerSignal, Volume> Excitation(ParsedCall call, int last) => p =>
    {
        var relevance = Through(p, (x, w, _, _) => x * Math.Max(0, w), (_, _) => 1e-20, 0);
        return call.Flag("contrastive", false) && p.Layer.Info.Index == last
            ? Combine(relevance, Through(p, (x, w, _, _) => x * Math.Max(0, -w), (_, _) => 1e-20, 0), 1, -1)
            : relevance;
    };

    private static Volume Through(LayerSignal p, Contribution contribution, Func<double, bool, double> bias, double stabilizer)
    {
        var plane = p.X.Height * p.X.Width;
        double Sent(int from, int to, double w) => contribution(p.X.Values[from], w, from / plane, p.Y.Values[to] < 0);
        double[] sum = [.. LoopVgg.Biases(p).Select((b, to) => bias(b, p.Y.Values[to] < 0))];
        LoopVgg.Edges(p, (from, to, w) => sum[to] += Sent(from, to, w));
        var share = p
            .Signal.Values.Select(
                (relevance, j) => sum[j] + (sum[j] >= 0 ? stabilizer : -stabilizer) is var whole && whole != 0 ? relevance / whole : 0)
            .ToArray();
        var back = p.X.ZerosLike();
        LoopVgg.Edges(p, (from, to, w) => back.Values[from] += Sent(from, to, w) * share[to]);
        return back;
    }

    private static Volume Combine(Volume a, Volume b, double forA, double forB) =>
        a with
        {
            Values = [.. a.Values.Zip(b.Values, (x, y) => forA * x + forB * y)],
        };

    private static double Part(double value, bool positive) => positive ? Math.Max(0, value) : Math.Min(0, value);

    private static double Low(int channel) => (0 - s_mean[channel]) / s_std[channel];

    private static double High(int channel) => (1 - s_mean[channel]) / s_std[channel];
}
