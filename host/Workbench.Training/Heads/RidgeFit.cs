using static TorchSharp.torch;

namespace Workbench.Training.Heads;

/// <summary>
/// Ridge regression in closed form, in float64: W, b minimise Σ ‖W x + b − y‖² + λ‖W‖², where b is not penalised. The penalty λ is the one
/// with the smallest squared error of exact leave-one-out predictions.
/// </summary>
/// <param name="Weight">[outputs,features].</param>
/// <param name="Bias">[outputs].</param>
/// <param name="Penalty">λ.</param>
/// <param name="LeftOut">[n,outputs]: the prediction for each row by the fit to all other rows.</param>
/// <param name="Error">Mean squared error of <paramref name="LeftOut"/>.</param>
internal sealed record RidgeFit(Tensor Weight, Tensor Bias, double Penalty, Tensor LeftOut, double Error)
{
    private const int Least = -6, Most = 6, PerDecade = 4;   // powers of ten around the mean eigenvalue

    /// <summary>Fits for each penalty and keeps the best. The fit does not depend on the caller's gradient mode.</summary>
    /// <param name="features">[n,features], float64, at least two rows.</param>
    /// <param name="targets">[n,outputs], float64.</param>
    /// <param name="penalties">The penalties to try, above 0; null for a grid around the mean eigenvalue of the centred features.</param>
    public static RidgeFit Compute(Tensor features, Tensor targets, IReadOnlyList<double>? penalties = null)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        var (mean, level) = (features.mean([0]), targets.mean([0]));
        var centred = targets - level;
        // X = U S Vᵀ. With d = s² / (s² + λ), predictions are level + U d Uᵀ y, and leverages 1/n + Σ_k U_ik² d_k.
        var (u, s, vt) = linalg.svd(features - mean, fullMatrices: false);
        var projected = u.t().matmul(centred);
        var leverages = u * u;
        (double Penalty, Tensor LeftOut, double Error)? best = null;
        foreach (var penalty in penalties ?? Grid(s, features.shape[1]))
        {
            var shrink = s * s / (s * s + penalty);
            var residuals = centred - u.matmul(shrink.unsqueeze(1) * projected);
            var leverage = leverages.matmul(shrink) + 1.0 / features.shape[0];
            var leftOut = residuals / (1 - leverage).unsqueeze(1);
            var error = (leftOut * leftOut).mean().item<double>();
            if (best is null || error < best.Value.Error) best = (penalty, targets - leftOut, error);
        }
        var (chosen, predictions, least) = best!.Value;
        var weight = projected.t().matmul((s / (s * s + chosen)).unsqueeze(1) * vt);
        var bias = level - weight.matmul(mean);
        return new(
            weight.MoveToOuterDisposeScope(), bias.MoveToOuterDisposeScope(), chosen, predictions.MoveToOuterDisposeScope(), least);
    }

    private static List<double> Grid(Tensor singular, long features)
    {
        var scale = (singular * singular).sum().item<double>() / features;
        if (scale == 0) scale = 1;   // equal rows: every penalty gives a weight of zeros
        return [.. Enumerable.Range(0, (Most - Least) * PerDecade + 1).Select(i => scale * Math.Pow(10, Least + (double)i / PerDecade))];
    }
}
