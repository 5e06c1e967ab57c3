using Workbench.Engine.Passes.Sharing;
using static TorchSharp.torch;

namespace Workbench.Conformance.Methods;

/// <summary>
/// Checks that the tensors that the host passes to the method and its rule are bit-identical afterwards, including biases and weights,
/// because other methods read them. The host makes this check in every run; here a <see cref="Witness"/> that reads all tensors runs
/// beside the method.
/// </summary>
internal sealed class UntouchedCheck : IPluginCheck
{
    private static readonly int[] s_images = [0, 1];

    public string Name => "untouched";

    public bool IsPrerequisite => true;

    public IEnumerable<string> FindProblems(PluginUnderTest plugin)
    {
        var (model, method, witness) = (plugin.Trial.Model, plugin.Method(), Trial.WithoutAttribute(new Witness()));
        var before = Parameters(model);
        static int[] One(int image) => [image];
        var alone = plugin.Trial.Run([witness], s_images, One);
        var beside = plugin.Trial.Run([method, witness], s_images, One);
        if (beside.Failures.GetValueOrDefault(method) is { } failure && DescribeChange(failure) is { } changed) yield return changed;
        else if (
            s_images.Any(image => !beside.Maps[(witness, image, image)].Values.SequenceEqual(alone.Maps[(witness, image, image)].Values)))
            yield return "It changes the map of another method in the grid: "
                + "read nothing but the pass, and do not write into the tensors that it provides.";
        else if (before.Zip(Parameters(model)).Any(pair => !pair.First.AsSpan().SequenceEqual(pair.Second)))
            yield return $"It wrote into the model's parameters, {LentTensors.Remedy}";
    }

    /// <summary>Returns how a method changed the host's tensors, if that is why it failed; else null.</summary>
    public static string? DescribeChange(string failure)
    {
        failure = failure.Replace("): its rule ", "): it ", StringComparison.Ordinal);
        var did = LentTensors
            .FaultPrefixes.Select(misdeed => failure.IndexOf(misdeed, StringComparison.Ordinal))
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
                .Service.Network.Layers.SelectMany(layer => new[] { layer.Weight, layer.Bias })
                .OfType<Tensor>()
                .Select(tensor => tensor.to(ScalarType.Float64).contiguous().data<double>().ToArray()),
        ];
    }
}
