namespace Workbench.Plugins.Propagation;

/// <summary>How the integral along the path is computed.</summary>
public enum Quadrature
{
    /// <summary>Gauss–Legendre: exact for polynomials up to degree 2n − 1.</summary>
    GaussLegendre,
    /// <summary>
    /// n points from 0 to 1 with weight 1/n, and half of it at both ends: Captum's <c>riemann_trapezoid</c>, whose weights sum to 1 − 1/n.
    /// </summary>
    Trapezoid,
}

/// <summary>Options of <see cref="IntegratedGradients"/>.</summary>
public sealed record IntegratedGradientsOptions : ReductionOptions
{
    /// <summary>Number of points on the path. Default: 16.</summary>
    [Option("points on the path", Min = 2, Max = 1000)]
    public int Steps { get; init; } = 16;

    /// <summary>How the integral is computed. Default: gauss-legendre.</summary>
    [Option("how the integral along the path is taken")]
    public Quadrature Quadrature { get; init; } = Quadrature.GaussLegendre;

    /// <summary>Value of the normalised input at every pixel where the path starts. Default: 0.</summary>
    [Option("value of the normalised input where the path starts; 0 is the mean colour", Min = -255, Max = 255)]
    public double Baseline { get; init; }
}

/// <summary>
/// Integrated gradients: (x − x₀) ⊙ ∫ ∂f/∂x (x₀ + α(x − x₀)) dα. With <c>reduce=sum</c> it is complete: it sums to f(x) − f(x₀).
/// Sundararajan et al. 2017.
/// </summary>
/// <remarks>
/// <para>
/// Captum takes 50 Gauss–Legendre points, which is <c>steps=50</c>. <c>quadrature=trapezoid</c> gives its <c>riemann_trapezoid</c>, whose
/// weights sum to 1 − 1/n. It returns three channels, whose sum is <c>reduce=sum</c>.
/// </para>
/// <para>PAIR saliency takes 25 equally spaced points with both ends, each of weight 1/25. No option gives these weights.</para>
/// </remarks>
[Attribution("integrated-gradients", Cite = "Sundararajan et al., ICML 2017")]
public sealed class IntegratedGradients(IntegratedGradientsOptions options) : IAttributionMethod
{
    /// <inheritdoc/>
    public PassRequest Plan(IArchitecture model) => new() { Questions = options.Steps };

    /// <inheritdoc/>
    public Tensor Attribute(IPass pass)
    {
        var path = pass.Images - options.Baseline;
        var points = Points();
        var inputs = cat([.. points.Select(point => options.Baseline + point.Alpha * path)]);
        var images = (int)path.shape[0];
        var gradients = pass.Ask.InputGradients(
            inputs,
            [.. points.Index().SelectMany(point => pass.Rows.Select(row => (point.Index * images + row.Image, row.Target)))]);
        var weights = tensor(points.Select(point => point.Weight).ToArray(), path.dtype, path.device).view(-1, 1, 1, 1, 1);
        var mean = (gradients.view([points.Count, .. pass.Input.shape]) * weights).sum([0]); // sum(0) would read 0 as an element type
        return ((pass.Input - options.Baseline) * mean).Reduce(options.Reduce);
    }

    private IReadOnlyList<(double Alpha, double Weight)> Points()
    {
        var n = options.Steps;
        return options.Quadrature == Quadrature.GaussLegendre
            ? GaussLegendre.Of(n)
            : [.. Enumerable.Range(0, n).Select(i => ((double)i / (n - 1), (i == 0 || i == n - 1 ? 0.5 : 1) / n))];
    }
}
