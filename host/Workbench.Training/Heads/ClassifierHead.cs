using Workbench.Engine.Model;
using static TorchSharp.torch;

namespace Workbench.Training.Heads;

/// <summary>A linear classifier that was fitted to pooled features. A class's output is near 1 where it is shown, else near −1.</summary>
/// <param name="Weight">[classes,features], float64.</param>
/// <param name="Bias">[classes], float64.</param>
/// <param name="Penalty">The ridge penalty.</param>
/// <param name="LeftOut">[n,classes]: the outputs for each image of a classifier that was fitted without it.</param>
public sealed record ClassifierHead(Tensor Weight, Tensor Bias, double Penalty, Tensor LeftOut) : IDisposable
{
    /// <summary>Fits a classifier by <see cref="RidgeFit"/>.</summary>
    /// <param name="table">Features and classes of at least two images.</param>
    public static ClassifierHead Fit(FeatureTable table)
    {
        using var scope = NewDisposeScope();
        var fit = RidgeFit.Compute(table.Features, 2 * table.Present - 1);
        return new(
            fit.Weight.MoveToOuterDisposeScope(), fit.Bias.MoveToOuterDisposeScope(), fit.Penalty, fit.LeftOut.MoveToOuterDisposeScope());
    }

    /// <summary>[n,classes]: the outputs for features.</summary>
    /// <param name="features">[n,features], float64.</param>
    public Tensor Score(Tensor features) => nn.functional.linear(features, Weight, Bias);

    /// <summary>Writes weight and bias in float32 as safetensors, completely or not at all.</summary>
    /// <param name="path">The file to write or replace.</param>
    /// <param name="notes">Strings for the file's metadata, such as the names of the classes.</param>
    public void Write(string path, IReadOnlyDictionary<string, string> notes)
    {
        using var scope = NewDisposeScope();
        Safetensors.Write(
            path,
            new Dictionary<string, Tensor>(StringComparer.Ordinal)
            {
                ["weight"] = Weight.to(ScalarType.Float32).contiguous(),
                ["bias"] = Bias.to(ScalarType.Float32),
            },
            notes);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in new[] { Weight, Bias, LeftOut }) tensor.Dispose();
    }
}
