namespace Workbench.Plugins.Similarity;

/// <summary>How two maps are compared. All except the structural similarity are correlations, from −1 to 1.</summary>
public enum Measure
{
    /// <summary>Spearman's rank correlation of the histograms of oriented gradients.</summary>
    SpearmanHog,
    /// <summary>Pearson's correlation of the histograms of oriented gradients.</summary>
    PearsonHog,
    /// <summary>Spearman's rank correlation of the maps, signed (Rebuffi et al.).</summary>
    Spearman,
    /// <summary>Spearman's rank correlation of the maps' absolute values (Adebayo et al.).</summary>
    SpearmanAbs,
    /// <summary>Pearson's correlation of the maps, signed.</summary>
    Pearson,
    /// <summary>Mean structural similarity of the maps, each min–max normalised.</summary>
    Ssim,
}

/// <summary>The window of the structural similarity.</summary>
public enum SsimWindow
{
    /// <summary>Gaussian of σ = 1.5, 11×11 pixels (Wang et al. 2004).</summary>
    Gaussian,
    /// <summary>The mean over 5×5 pixels (Adebayo et al.).</summary>
    Uniform,
}
