using static TorchSharp.torch;

namespace Workbench.Engine.Model.Operators;

/// <summary>The vector–Jacobian product of a linear function by autograd. It is the same at every point.</summary>
internal static class LinearVjp
{
    /// <param name="shape">Shape of the input, with the batch of <paramref name="upstream"/>.</param>
    /// <param name="upstream">The gradient by the output.</param>
    /// <param name="forward">The function.</param>
    public static Tensor Compute(long[] shape, Tensor upstream, Func<Tensor, Tensor> forward)
    {
        using var gradients = enable_grad();
        var at = zeros(shape, upstream.dtype, upstream.device, requires_grad: true);
        return autograd.grad([forward(at)], [at], [upstream])[0];
    }
}
