using System.Text.Json;

namespace Workbench.Testing;

/// <summary>Writes VGG-16-shaped weights of any width, with He-scaled weights and small biases, the same for the same seed.</summary>
public static class RandomVgg
{
    private static readonly int[] s_convolutionsPerBlock = [2, 2, 3, 3, 3];

    /// <summary>Channels of the five blocks of VGG-16.</summary>
    public static IReadOnlyList<int> FullWidths { get; } = [64, 128, 256, 512, 512];

    /// <summary>Writes a safetensors file with torchvision's names.</summary>
    /// <param name="path">The file to write.</param>
    /// <param name="widths">Channels of the five blocks.</param>
    /// <param name="fc">Features of the two hidden fully connected layers.</param>
    /// <param name="classes">Number of logits.</param>
    /// <param name="seed">Seed of the draws.</param>
    /// <param name="side">Side of the head's square input.</param>
    /// <param name="convolutions">Number of convolutions of each of the five blocks; null for VGG-16's.</param>
    public static void Write(
        string path,
        IReadOnlyList<int> widths,
        int fc,
        int classes,
        int seed,
        int side = 7,
        IReadOnlyList<int>? convolutions = null)
    {
        var parameters = Tensors(widths, fc, classes, seed, side, convolutions).ToList();
        var header = new Dictionary<string, object>(StringComparer.Ordinal);
        long offset = 0;
        foreach (var tensor in parameters)
        {
            var end = offset + 4 * tensor.Count;
            header[tensor.Name] = new { dtype = "F32", shape = tensor.Shape, data_offsets = new[] { offset, end } };
            offset = end;
        }
        var json = JsonSerializer.SerializeToUtf8Bytes(header);
        using var file = File.Create(path);
        file.Write(BitConverter.GetBytes((long)json.Length));
        file.Write(json);
        foreach (var tensor in parameters) tensor.WriteElements(file, CheckpointType.Float32);
    }

    /// <summary>
    /// The same weights, for a writer of another format. They are drawn while they are enumerated: read them once and in order.
    /// </summary>
    /// <param name="widths">Channels of the five blocks.</param>
    /// <param name="fc">Features of the two hidden fully connected layers.</param>
    /// <param name="classes">Number of logits.</param>
    /// <param name="seed">Seed of the draws.</param>
    /// <param name="side">Side of the head's square input.</param>
    /// <param name="convolutions">Number of convolutions of each of the five blocks; null for VGG-16's.</param>
    public static IEnumerable<CheckpointTensor> Tensors(
        IReadOnlyList<int> widths,
        int fc,
        int classes,
        int seed,
        int side = 7,
        IReadOnlyList<int>? convolutions = null)
    {
        var random = new Random(seed);
        foreach (var (name, shape, deviation) in Parameters(widths, fc, classes, side, convolutions ?? s_convolutionsPerBlock))
            yield return new CheckpointTensor(name, [.. shape.Select(size => (long)size)], Rows(random, shape, deviation));
    }

    private static IEnumerable<float[]> Rows(Random random, int[] shape, double deviation)
    {
        var row = new float[shape.Skip(1).Aggregate(1, (product, size) => product * size)];
        for (var i = 0; i < shape[0]; i++)
        {
            // Uniform with that standard deviation, because a fast draw matters at full width.
            foreach (ref var value in row.AsSpan()) value = (float)((2 * random.NextDouble() - 1) * Math.Sqrt(3) * deviation);
            yield return row;
        }
    }

    private static IEnumerable<(string Name, int[] Shape, double Deviation)> Parameters(
        IReadOnlyList<int> widths,
        int fc,
        int classes,
        int side,
        IReadOnlyList<int> convolutions)
    {
        var (index, channels) = (0, 3);
        for (var block = 0; block < 5; block++, index++)
            for (var i = 0; i < convolutions[block]; i++, index += 2)
            {
                yield return ($"features.{index}.weight", [widths[block], channels, 3, 3], Math.Sqrt(2.0 / (9 * channels)));
                yield return ($"features.{index}.bias", [widths[block]], 0.2);
                channels = widths[block];
            }
        var features = channels * side * side;
        foreach (var (layer, size) in new[] { (0, fc), (3, fc), (6, classes) })
        {
            yield return ($"classifier.{layer}.weight", [size, features], Math.Sqrt(2.0 / features));
            yield return ($"classifier.{layer}.bias", [size], 0.2);
            features = size;
        }
    }
}
