using Workbench.Engine.Passes;
using static TorchSharp.torch;

namespace Workbench.Engine.Conformance.Methods;

/// <summary>Whatever the host gave to the method and its rule is bit for bit what it was before: other methods read the same tensors.</summary>
internal sealed class UntouchedCheck : IPluginCheck
{
    private static readonly int[] s_images = [0, 1];

    public string Name => "untouched";

    public IEnumerable<string> ProblemsOf(PluginUnderTest plugin)
    {
        var (model, own) = (plugin.Trial.Model, plugin.Method());
        var before = Parameters(model);
        var observed = new ObservedMethod(own.Method);
        var (witness, checkedMethod) = (Trial.Nameless(new Witness()), own with { Method = observed });
        static int[] One(int image) => [image];
        var alone = plugin.Trial.Run([witness], s_images, One);
        TrialResult beside;
        try
        {
            beside = plugin.Trial.Run([checkedMethod, witness], s_images, One);
        }
        catch (PlanException)
        {
            yield break;   // said by the plan's check
        }
        var changed = observed.Changed.ToList();
        if (changed.Count == 0 && s_images.Any(image => !beside.Maps[(witness, image, image)].Values.SequenceEqual(alone.Maps[(witness, image, image)].Values)))
            changed.Add("a layer's input or output that its rule was given");
        if (before.Zip(Parameters(model)).Any(pair => !pair.First.AsSpan().SequenceEqual(pair.Second))) changed.Add("the model's parameters");
        if (changed.Count > 0)
            yield return $"It wrote into {string.Join(", ", changed)}, which other methods read too: use the operators without a trailing underscore (relu, not relu_; a = a * g, not a.mul_(g)), or clone first.";
    }

    private static List<double[]> Parameters(TrialModel model)
    {
        using var scope = NewDisposeScope();
        return [.. model.Service.Chain.Layers.SelectMany(layer => new[] { layer.Weight, layer.Bias }).OfType<Tensor>().Select(tensor => tensor.to(ScalarType.Float64).contiguous().data<double>().ToArray())];
    }
}
