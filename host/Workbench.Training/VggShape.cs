using Workbench.Scenes;

namespace Workbench.Training;

/// <summary>The sizes that may vary in torchvision's VGG-16 topology.</summary>
/// <param name="Widths">Channels of the five blocks.</param>
/// <param name="Hidden">Units of each of the two hidden fully connected layers.</param>
/// <param name="Classes">Number of logits.</param>
public sealed record VggShape(IReadOnlyList<int> Widths, int Hidden, int Classes)
{
    /// <summary>Side of the adaptive pool's output between the last block and the classifier.</summary>
    public const int PoolSide = 7;

    /// <summary>
    /// The shape of the repository's weights. Widths are multiples of 16: with others, oneDNN computes wrong gradients on some CPUs.
    /// </summary>
    public static VggShape Default { get; } = new([16, 32, 48, 64, 32], 128, SceneClasses.Names.Count);

    /// <summary>Number of convolutions in blocks 1 to 4.</summary>
    public const int BeforeLastBlock = 10;

    private static readonly int[] s_depths = [2, 2, 3, 3, 3];

    /// <summary>The 13 convolutions: index in torchvision's <c>features</c> and channels.</summary>
    public IEnumerable<(int Index, int In, int Out)> Convolutions()
    {
        int index = 0, channels = 3;
        for (var block = 0; block < s_depths.Length; block++, index++)
            for (var layer = 0; layer < s_depths[block]; layer++, index += 2)
            {
                yield return (index, channels, Widths[block]);
                channels = Widths[block];
            }
    }

    /// <summary>The 3 fully connected layers: index in torchvision's <c>classifier</c> and units.</summary>
    public IEnumerable<(int Index, int In, int Out)> Connections()
    {
        yield return (0, Widths[^1] * PoolSide * PoolSide, Hidden);
        yield return (3, Hidden, Hidden);
        yield return (6, Hidden, Classes);
    }

    /// <summary>Whether a max-pool follows the convolution with this index.</summary>
    public static bool EndsBlock(int convolution) => convolution is 2 or 7 or 14 or 21 or 28;
}
