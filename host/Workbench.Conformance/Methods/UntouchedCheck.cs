using Workbench.Engine.Passes.Sharing;
using static TorchSharp.torch;

namespace Workbench.Conformance.Methods;

/// <summary>
/// Whatever the host gave to the method and its rule is bit for bit what it was before, biases and weights too: other methods read the same tensors. The host itself looks, as in every run; here a
/// method stands beside that reads everything.
/// </summary>
internal sealed class UntouchedCheck : IPluginCheck
{
    private static readonly int[] s_images = [0, 1];

    public string Name => "untouched";

    public bool IsPrerequisite => true;

    public IEnumerable<string> ProblemsOf(PluginUnderTest plugin)
    {
        var (model, method, witness) = (plugin.Trial.Model, plugin.Method(), Trial.Nameless(new Witness()));
        var before = Parameters(model);
        static int[] One(int image) => [image];
        var alone = plugin.Trial.Run([witness], s_images, One);
        var beside = plugin.Trial.Run([method, witness], s_images, One);
        if (beside.Failures.GetValueOrDefault(method) is { } failure && Changed(failure) is { } changed) yield return changed;
        else if (
            s_images.Any(image => !beside.Maps[(witness, image, image)].Values.SequenceEqual(alone.Maps[(witness, image, image)].Values)))
            yield return "Beside it another method's map is another: read nothing but the pass, and write into nothing that it gives.";
        else if (before.Zip(Parameters(model)).Any(pair => !pair.First.AsSpan().SequenceEqual(pair.Second)))
            yield return $"It wrote into the model's parameters, {Lent.Remedy}";
    }

    /// <summary>What a method did to what it was lent, where that is why it failed; else null.</summary>
    public static string? Changed(string failure)
    {
        failure = failure.Replace("): its rule ", "): it ", StringComparison.Ordinal);
        var did = Lent
            .Misdeeds.Select(misdeed => failure.IndexOf(misdeed, StringComparison.Ordinal))
            .Where(at => at >= 0)
            .DefaultIfEmpty(-1)
            .Min();
        return did < 0 ? null : $"I{failure[(did + 1)..]}";
    }

    private static List<double[]> Parameters(TrialModel model)
    {
        using var scope = NewDisposeScope();
        return
        [
            .. model
                .Service.Chain.Layers.SelectMany(layer => new[] { layer.Weight, layer.Bias })
                .OfType<Tensor>()
                .Select(tensor => tensor.to(ScalarType.Float64).contiguous().data<double>().ToArray()),
        ];
    }
}
