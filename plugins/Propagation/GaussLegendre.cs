namespace Workbench.Plugins.Propagation;

/// <summary>Nodes and weights of Gauss–Legendre quadrature on [0,1].</summary>
internal static class GaussLegendre
{
    /// <summary>The n nodes, ascending, with their weights, which sum to 1.</summary>
    public static IReadOnlyList<(double Node, double Weight)> Of(int n)
    {
        var nodes = new (double Node, double Weight)[n];
        for (var i = 0; i < n; i++)
        {
            var x = -Math.Cos(Math.PI * (i + 0.75) / (n + 0.5));   // close to the root; refined by Newton's method
            double slope;
            while (true)
            {
                var (p, before) = (1.0, 0.0);
                for (var k = 1; k <= n; k++) (p, before) = (((2 * k - 1) * x * p - (k - 1) * before) / k, p);
                slope = n * (x * p - before) / (x * x - 1);
                var step = p / slope;
                x -= step;
                if (Math.Abs(step) < 1e-15) break;
            }
            nodes[i] = ((1 + x) / 2, 1 / ((1 - x * x) * slope * slope));
        }
        return nodes;
    }
}
