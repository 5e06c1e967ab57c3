using static TorchSharp.torch;

namespace Workbench.Scripting.Repl.Printing;

/// <summary>Formats a tensor: <c>float32 [1,512,14,14] cpu min -0.5 max 3.25 mean 0.125</c>, or <c>float32 [] cpu 0.5</c>.</summary>
internal sealed class TensorPrinter : IReplPrinter
{
    public PrintedValue? Show(object? value, ReplPrinters others) => value is Tensor tensor ? new PrintedValue(Format(tensor)) : null;

    private static string Format(Tensor tensor)
    {
        if (tensor.IsInvalid) return "a disposed tensor";
        var head = FormattableString.Invariant(
            $"{tensor.dtype.ToString().ToLowerInvariant()} [{string.Join(",", tensor.shape)}] {tensor.device}");
        if (tensor.numel() == 0 || tensor.is_complex()) return head;
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var numbers = tensor.detach().to(ScalarType.Float64);
        if (tensor.dim() == 0) return FormattableString.Invariant($"{head} {numbers.item<double>():0.######}");
        var (min, max, mean) = (numbers.min().item<double>(), numbers.max().item<double>(), numbers.mean().item<double>());
        return FormattableString.Invariant($"{head} min {min:0.######} max {max:0.######} mean {mean:0.######}");
    }
}
