using static TorchSharp.torch;

namespace Workbench.Scripting.Repl.Printing;

/// <summary>A tensor as <c>float32 [1,512,14,14] cpu min -0.5 max 3.25 mean 0.125</c>; one number as <c>float32 [] cpu 0.5</c>.</summary>
internal sealed class TensorPrinter : IReplPrinter
{
    public Shown? Show(object? value, ReplPrinters others) => value is Tensor tensor ? new Shown(Tell(tensor)) : null;

    private static string Tell(Tensor tensor)
    {
        if (tensor.IsInvalid) return "a tensor that was disposed";
        var head = FormattableString.Invariant(
            $"{tensor.dtype.ToString().ToLowerInvariant()} [{string.Join(",", tensor.shape)}] {tensor.device}");
        if (tensor.numel() == 0 || tensor.is_complex()) return head;
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var numbers = tensor.detach().to(ScalarType.Float64);
        return FormattableString.Invariant(tensor.dim() == 0
            ? (FormattableString)$"{head} {numbers.item<double>():0.######}"
            : $"{head} min {numbers.min().item<double>():0.######} max {numbers.max().item<double>():0.######} mean {numbers.mean().item<double>():0.######}"
    );
    }
}
