namespace Workbench.Plugins.Similarity;

/// <summary>Options of every metric that compares maps.</summary>
public abstract record SimilarityOptions
{
    /// <summary>How the two maps are compared. Default: spearman-hog.</summary>
    [Option("how the two maps are compared, at the size of the model's input")]
    public Measure Similarity { get; init; } = Measure.SpearmanHog;

    /// <summary>
    /// Range of values that the structural similarity assumes for a map normalised to [0,1]. Default: 2, scikit-image's range for
    /// floating-point images.
    /// </summary>
    [Option("similarity=ssim: the range of values; 1 is a normalised map's", Min = 1e-6, Order = 1)]
    public double SsimRange { get; init; } = 2;

    /// <summary>Window of the structural similarity. Default: gaussian.</summary>
    [Option("similarity=ssim: gaussian is 11×11 pixels with σ = 1.5, uniform 5×5", Order = 1)]
    public SsimWindow SsimWindow { get; init; } = SsimWindow.Gaussian;
}
