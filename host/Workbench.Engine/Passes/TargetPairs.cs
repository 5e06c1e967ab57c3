using static TorchSharp.torch;

namespace Workbench.Engine.Passes;

/// <summary>
/// The batch axis of a sweep: (image, target) pairs, grouped by image. Activations are kept by image, gradients by pair.
/// </summary>
/// <param name="images">Number of images in the forward pass.</param>
/// <param name="pairs">Row of the image and target class.</param>
public sealed class TargetPairs(int images, IReadOnlyList<(int Image, int Target)> pairs)
{
    private readonly bool _identity = pairs.Count == images && pairs.Select((pair, row) => pair.Image == row).All(same => same);

    public IReadOnlyList<(int Image, int Target)> Rows { get; } = pairs;

    /// <summary>Whether <see cref="Gather"/> copies.</summary>
    public bool GatherCopies => !_identity && images != 1;

    public int Count => Rows.Count;

    /// <summary>Expands a tensor by image to one by pair. Returns an alias or a view where possible, else a copy.</summary>
    public Tensor Gather(Tensor byImage)
    {
        if (_identity) return byImage.alias();
        if (images == 1) return byImage.expand([Count, .. byImage.shape[1..]]);
        using var index = tensor(Rows.Select(pair => (long)pair.Image).ToArray(), device: byImage.device);
        return byImage.index_select(0, index);
    }

    /// <summary>[pairs, classes], 1 at each pair's target.</summary>
    public Tensor OneHot(int classes, ScalarType dtype, Device device)
    {
        using var targets = tensor(Rows.Select(pair => (long)pair.Target).ToArray(), [Count, 1], device: device);
        return zeros([Count, classes], dtype, device).scatter_(1, targets, ones([Count, 1], dtype, device));
    }
}
