using Workbench.Data;
using static TorchSharp.torch;

namespace Workbench.Plugins.Tests.Oracles;

/// <summary>Integrated gradients and SmoothGrad: sums of gradients at other inputs.</summary>
internal static class ManyInputs
{
    // Abramowitz and Stegun, Table 25.4: abscissas and weights on [−1,1], the positive half.
    private static readonly Dictionary<int, (double X, double W)[]> s_gauss = new()
    {
        [2] = [(Math.Sqrt(1 / 3.0), 1)],
        [3] = [(0, 8 / 9.0), (Math.Sqrt(3 / 5.0), 5 / 9.0)],
        [16] =
        [
            (0.095012509837637440185, 0.189450610455068496285),
            (0.281603550779258913230, 0.182603415044923588867),
            (0.458016777657227386342, 0.169156519395002538189),
            (0.617876244402643748447, 0.149595988816576732081),
            (0.755404408355003033895, 0.124628971255533872052),
            (0.865631202387831743880, 0.095158511682492784810),
            (0.944575023073232576078, 0.062253523938647892863), (0.989400934991649932596, 0.027152459411754094852),
        ],
    };

    /// <summary>(x − x₀) ⊙ the mean gradient on the path from x₀ to x.</summary>
    public static Volume Integrated(OracleInput q, ParsedCall call)
    {
        var (steps, start) = ((int)call.Number("steps", 16), call.Number("baseline", 0));
        var points = call.Text("quadrature", "gauss-legendre") == "trapezoid"
            ? Enumerable.Range(0, steps).Select(i => (Alpha: i / (steps - 1.0), Weight: (i % (steps - 1) == 0 ? 0.5 : 1.0) / steps))
            : s_gauss[steps]
                .SelectMany(p => p.X == 0 ? [p] : new[] { p, (X: -p.X, p.W) })
                .Select(p => (Alpha: (1 + p.X) / 2, Weight: p.W / 2));
        var sum = q.Input.ZerosLike();
        foreach (var (alpha, weight) in points)
        {
            var gradient = q.GradientAt(q.Input with { Values = [.. q.Input.Values.Select(x => start + alpha * (x - start))] });
            for (var i = 0; i < sum.Values.Length; i++) sum.Values[i] += weight * gradient.Values[i] * (q.Input.Values[i] - start);
        }
        return sum;
    }

    /// <summary>The mean gradient under normal noise. The seed follows from the run, the method and the image.</summary>
    public static Volume Smooth(OracleInput q, ParsedCall call, string method)
    {
        var (samples, x) = ((int)call.Number("samples", 16), q.Input);
        using var rng = new Generator(Seeds.Derive(0, method, Map.Image), CPU);
        using var draws = randn([samples, 3, x.Height, x.Width], ScalarType.Float32, CPU, generator: rng).to(ScalarType.Float64);
        var noise = draws.data<double>().ToArray();
        var sigma = call.Number("sigma", 0.15) * (call.Flag("relative", true) ? x.Values.Max() - x.Values.Min() : 1);
        var mean = x.ZerosLike();
        for (var n = 0; n < samples; n++)
        {
            var gradient = q.GradientAt(
                x with
                {
                    Values = [.. x.Values.Select((value, i) => value + sigma * noise[n * x.Values.Length + i])],
                });
            for (var i = 0; i < mean.Values.Length; i++) mean.Values[i] += gradient.Values[i] / samples;
        }
        return mean;
    }
}
