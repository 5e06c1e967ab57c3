using static TorchSharp.torch.nn.functional;

namespace Workbench.Plugins.Similarity;

/// <summary>
/// Mean structural similarity (Wang et al. 2004) as scikit-image computes it: K = 0.01 and 0.03, sample covariance, in float64. The mean
/// leaves out pixels whose window leaves the image.
/// </summary>
public static class Ssim
{
    private const double K1 = 0.01, K2 = 0.03, Sigma = 1.5;

    /// <summary>Width and height of a window in pixels, the smallest size of a map.</summary>
    public static int Side(SsimWindow window) => window == SsimWindow.Gaussian ? 11 : 5;

    /// <summary>The mean similarity of each pair, [N].</summary>
    /// <param name="a">[N,1,H,W] or [1,1,H,W].</param>
    /// <param name="b">[N,1,H,W] or [1,1,H,W].</param>
    /// <param name="range">The range of values: 2 is scikit-image's for floating-point images, 1 that of a normalised map.</param>
    /// <param name="window">The window.</param>
    public static Tensor Mean(Tensor a, Tensor b, double range, SsimWindow window)
    {
        var (x, y) = (a.to(ScalarType.Float64), b.to(ScalarType.Float64));
        var kernel = Kernel(window);
        Tensor Local(Tensor image) => conv2d(conv2d(image, kernel.view(1, 1, -1, 1)), kernel.view(1, 1, 1, -1));   // whole windows only
        var pixels = (double)Side(window) * Side(window);
        var sample = pixels / (pixels - 1);

        var (ux, uy) = (Local(x), Local(y));
        var (vx, vy, vxy) = (sample * (Local(x * x) - ux * ux), sample * (Local(y * y) - uy * uy), sample * (Local(x * y) - ux * uy));
        var (c1, c2) = (K1 * range * K1 * range, K2 * range * K2 * range);
        var similarity = (2 * ux * uy + c1) * (2 * vxy + c2) / ((ux * ux + uy * uy + c1) * (vx + vy + c2));
        return similarity.mean([1, 2, 3]);
    }

    private static Tensor Kernel(SsimWindow window)
    {
        var side = Side(window);
        return window == SsimWindow.Gaussian
            ? MapMath.Gaussian(Sigma, side / 2, ScalarType.Float64)
            : full(side, 1.0 / side, ScalarType.Float64);
    }
}
