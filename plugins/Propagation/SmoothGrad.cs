namespace Workbench.Plugins.Propagation;

/// <summary>Options of <see cref="SmoothGrad"/>.</summary>
public sealed record SmoothGradOptions : ReductionOptions
{
    /// <summary>Number of noisy copies of the image. Default: 16.</summary>
    [Option("noisy copies of the image", Min = 1, Max = 1000)]
    public int Samples { get; init; } = 16;

    /// <summary>Standard deviation of the noise. Default: 0.15.</summary>
    [Option("standard deviation of the noise", Min = 0)]
    public double Sigma { get; init; } = 0.15;

    /// <summary>
    /// Whether sigma is a fraction of the image's value range (Smilkov et al.) or in units of the normalised input (Captum). Default: true.
    /// </summary>
    [Option("whether sigma is a part of the image's own range, max − min (Smilkov et al.), or in units of the normalised input (Captum)")]
    public bool Relative { get; init; } = true;
}

/// <summary>
/// SmoothGrad: the mean gradient over noisy copies of the image. All targets of an image share the copies. Smilkov et al. 2017.
/// </summary>
/// <remarks>
/// <para>
/// Implementations differ in the noise, and each draws its own numbers. <c>samples=5,sigma=1,relative=false</c> has Captum's noise.
/// <c>samples=20,sigma=0.1</c> has Zennit's, except that Zennit's last copy has no noise. With Captum's numbers in place of ours, the mean
/// gradient is Captum's.
/// </para>
/// <para>
/// <c>samples=25</c> has the noise of PAIR saliency, which averages squared gradients by default (SmoothGrad²). No option gives squares, or
/// a copy without noise.
/// </para>
/// </remarks>
[Attribution("smoothgrad", Cite = "Smilkov et al., ICML workshop 2017")]
public sealed class SmoothGrad(SmoothGradOptions options) : IAttributionMethod
{
    /// <inheritdoc/>
    public PassRequest Plan(IArchitecture model) => new() { Questions = options.Samples };

    /// <inheritdoc/>
    public Tensor Attribute(IPass pass) => Mean(pass, image =>
    {
        var x = pass.Images[image];
        // Drawn in float32, so that the noise is the same in any precision.
        var noise = randn([options.Samples, .. x.shape], ScalarType.Float32, x.device, generator: pass.ImageRng(image)).to(x.dtype);
        return options.Sigma * (options.Relative ? (x.max() - x.min()).to(ScalarType.Float64).item<double>() : 1) * noise;
    }).Reduce(options.Reduce);

    /// <summary>The mean gradient for a given noise, [B,3,H,W].</summary>
    /// <param name="pass">The pass.</param>
    /// <param name="noise">Maps the index of an image to its noise, [samples,3,H,W].</param>
    public static Tensor Mean(IPass pass, Func<int, Tensor> noise)
    {
        var means = new List<Tensor>();
        foreach (
            var (image, targets) in pass.Rows.GroupBy(row => row.Image, row => row.Target).Select(group => (group.Key, group.ToList())))
        {
            var inputs = pass.Images[image] + noise(image);
            var samples = (int)inputs.shape[0];
            var gradients = pass.Ask.InputGradients(
                inputs,
                [.. Enumerable.Range(0, samples).SelectMany(sample => targets.Select(target => (sample, target)))]);
            means.Add(gradients.view([samples, targets.Count, .. gradients.shape[1..]]).mean([0]));
        }
        return cat(means);
    }
}
