namespace Workbench.Plugins.Baselines;

/// <summary>Uniform noise in [0,1) at the input's size, drawn for each image and target: an uninformative map.</summary>
/// <remarks>
/// Other implementations draw other numbers, so that no map can be compared. Quantus and pytorch-grad-cam have other uninformative maps:
/// Sobel edges, a constant map, a random CAM. No option gives these.
/// </remarks>
[Attribution("random", Cite = "Adebayo et al., NeurIPS 2018 (what an uninformative map scores)")]
public sealed class RandomMap : IAttributionMethod
{
    /// <inheritdoc/>
    public PassRequest Plan(IArchitecture model) => new();

    /// <inheritdoc/>
    public Tensor Attribute(IPass pass)
    {
        long[] size = [1, 1, pass.Input.shape[2], pass.Input.shape[3]];
        // Drawn in float32, so that the map is the same in any precision.
        var maps = Enumerable
            .Range(0, pass.Rows.Count)
            .Select(row => rand(size, ScalarType.Float32, pass.Input.device, generator: pass.Rng(row)));
        return cat([.. maps]).to(pass.Input.dtype);
    }
}
