using Workbench.Engine.Native;
using Workbench.Training.Heads;
using static TorchSharp.torch;

namespace Workbench.Scenes.Tests.Heads;

/// <summary>Ridge regression against a slow oracle: normal equations, and a fit without each row in turn.</summary>
public sealed class RidgeFitTests
{
    private const double Near = 1e-9;

    public RidgeFitTests() => TorchRuntime.Load();

    // More rows than features, fewer, equal rows, and a feature that is the same everywhere.
    [Theory, InlineData(13, 4, false), InlineData(6, 9, false), InlineData(9, 3, true)]
    public void Fit_and_left_out_predictions_are_those_of_the_oracle(int rows, int features, bool isDegenerate)
    {
        using var scope = NewDisposeScope();
        using var rng = new Generator(7, CPU);
        var x = randn([rows, features], ScalarType.Float64, generator: rng) + 3;
        if (isDegenerate)
        {
            x[1] = x[0];
            x.select(1, 2).fill_(5);
        }
        var y = randn([rows, 2], ScalarType.Float64, generator: rng).sign();
        double[] penalties = [0.02, 0.7, 30];
        var fits = penalties.Select(penalty => RidgeFit.Compute(x, y, [penalty])).ToList();
        foreach (var (fit, penalty) in fits.Zip(penalties))
        {
            var (weight, bias) = Oracle(x, y, penalty);
            Deviation(fit.Weight, weight).ShouldBeLessThan(Near);
            Deviation(fit.Bias, bias).ShouldBeLessThan(Near);
            var leftOut = stack(Enumerable.Range(0, rows).Select(row =>
            {
                var others = tensor(Enumerable.Range(0, rows).Where(one => one != row).Select(one => (long)one).ToArray());
                var (w, b) = Oracle(x.index_select(0, others), y.index_select(0, others), penalty);
                return w.matmul(x[row]) + b;
            }));
            Deviation(fit.LeftOut, leftOut).ShouldBeLessThan(Near);
            fit.Error.ShouldBe((leftOut - y).square().mean().item<double>(), Near);
        }
        RidgeFit.Compute(x, y, penalties).Penalty.ShouldBe(fits.MinBy(fit => fit.Error)!.Penalty);
    }

    [Fact]
    public void The_usual_penalties_contain_a_better_one_than_the_ends()
    {
        using var scope = NewDisposeScope();
        using var rng = new Generator(3, CPU);
        var x = randn([40, 20], ScalarType.Float64, generator: rng);
        var y = x[.., ..1] + 0.5 * randn([40, 1], ScalarType.Float64, generator: rng);
        var fit = RidgeFit.Compute(x, y);
        fit.Error.ShouldBeLessThan(RidgeFit.Compute(x, y, [1e-9]).Error);
        fit.Error.ShouldBeLessThan(RidgeFit.Compute(x, y, [1e9]).Error);
    }

    [Fact]
    public void Equal_rows_give_the_mean()
    {
        using var scope = NewDisposeScope();
        var fit = RidgeFit.Compute(ones([4, 3], ScalarType.Float64), tensor(new double[] { 1, 1, -1, 1 }).reshape(4, 1));
        fit.Weight.abs().max().item<double>().ShouldBe(0);
        fit.Bias.item<double>().ShouldBe(0.5, Near);
    }

    // (XᵀX + λI) w = Xᵀy on a column of ones that is not penalised.
    private static (Tensor Weight, Tensor Bias) Oracle(Tensor x, Tensor y, double penalty)
    {
        var whole = cat([x, ones([x.shape[0], 1], ScalarType.Float64)], 1);
        var penalised = eye(whole.shape[1], dtype: ScalarType.Float64) * penalty;
        penalised[-1, -1] = 0;
        var solved = linalg.solve(whole.t().matmul(whole) + penalised, whole.t().matmul(y));
        return (solved[..^1].t(), solved[-1]);
    }

    private static double Deviation(Tensor one, Tensor other) => (one - other).abs().max().item<double>();
}
