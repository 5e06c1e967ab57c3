using Workbench.Plugins.Propagation;
using static TorchSharp.torch;

namespace Workbench.Parity;

/// <summary>SmoothGrad's mean, summed over channels, with the peer's noise instead of our random draws.</summary>
internal sealed class SmoothGradWithPeerNoise(Tensor noise) : IAttributionMethod
{
    /// <summary>Its name in <see cref="Correspondence"/>.</summary>
    public const string Call = "smoothgrad (given noise)";

    public PassRequest Plan(IArchitecture model) => new() { Questions = (int)noise.shape[0] };

    public Tensor Attribute(IPass pass) => SmoothGrad.Mean(pass, _ => noise.to(pass.Input.dtype)).sum(1, keepdim: true);
}
