using static TorchSharp.torch;

namespace Workbench.Engine.Tests.Model.Families;

/// <summary>A random state dictionary in float32: He-scaled weights, small biases, batch normalisations with statistics.</summary>
internal sealed class RandomState(ulong seed) : IDisposable
{
    private readonly Generator _rng = new(seed, CPU);

    /// <summary>The tensors by name.</summary>
    public Dictionary<string, Tensor> Tensors { get; } = new(StringComparer.Ordinal);

    /// <summary>A convolution. Returns the number of its outputs.</summary>
    public long Conv(string name, long inputs, long outputs, long rows, long? columns = null, long groups = 1, bool bias = false)
    {
        var shape = new[] { outputs, inputs / groups, rows, columns ?? rows };
        Tensors[$"{name}.weight"] = Normal(Math.Sqrt(2.0 / (shape[1] * shape[2] * shape[3])), shape);
        if (bias) Tensors[$"{name}.bias"] = Normal(0.1, outputs);
        return outputs;
    }

    /// <summary>A batch normalisation, with torchvision's counter.</summary>
    public long Norm(string name, long channels)
    {
        Tensors[$"{name}.weight"] = Uniform(channels);
        Tensors[$"{name}.bias"] = Normal(0.2, channels);
        Tensors[$"{name}.running_mean"] = Normal(0.2, channels);
        Tensors[$"{name}.running_var"] = Uniform(channels);
        Tensors[$"{name}.num_batches_tracked"] = tensor(1L);
        return channels;
    }

    /// <summary>A convolution without bias and a batch normalisation.</summary>
    public long ConvNorm(string conv, string norm, long inputs, long outputs, long rows, long? columns = null, long groups = 1) =>
        Norm(norm, Conv(conv, inputs, outputs, rows, columns, groups));

    /// <summary>The same with the names <c>NAME.conv</c> and <c>NAME.bn</c>.</summary>
    public long Basic(string name, long inputs, long outputs, long rows, long? columns = null) =>
        ConvNorm($"{name}.conv", $"{name}.bn", inputs, outputs, rows, columns);

    /// <summary>A fully connected layer.</summary>
    public long Linear(string name, long inputs, long outputs)
    {
        Tensors[$"{name}.weight"] = Normal(Math.Sqrt(2.0 / inputs), outputs, inputs);
        Tensors[$"{name}.bias"] = Normal(0.1, outputs);
        return outputs;
    }

    private Tensor Normal(double deviation, params long[] shape) => randn(shape, ScalarType.Float32, CPU, generator: _rng) * deviation;

    private Tensor Uniform(long channels) => rand([channels], ScalarType.Float32, CPU, generator: _rng) + 0.5;

    /// <summary>Frees the generator; the tensors belong to the caller's scope.</summary>
    public void Dispose() => _rng.Dispose();
}
