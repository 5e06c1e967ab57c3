using Workbench.Engine.Model;
using Workbench.Engine.Plugins;
using static TorchSharp.torch;

namespace Workbench.Engine.Passes;

/// <summary>The relevance at a layer in one sweep.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Output">Sum of the signal at its output.</param>
/// <param name="Inputs">Sum of the signals that it sends to its inputs. A conserving rule keeps it equal to
/// <paramref name="Output"/>.</param>
public sealed record LayerConservation(LayerInfo Layer, double Output, double Inputs);

/// <summary>Measures, layer by layer, how much of a method's signal its backward rule keeps. Bach et al. 2015, eq. 2.</summary>
public static class Conservation
{
    /// <summary>Runs a sweep of the method's rule down to the image.</summary>
    /// <param name="model">The model.</param>
    /// <param name="plan">A plan with the method.</param>
    /// <param name="method">The method.</param>
    /// <param name="input">[1,3,H,W], normalised.</param>
    /// <param name="target">The target class.</param>
    /// <returns>Every layer that the signal passes, from the logits down.</returns>
    /// <exception cref="PluginFaultException">The rule failed.</exception>
    public static IReadOnlyList<LayerConservation> Measure(
        ModelService model, PassPlan plan, MethodInstance method, Tensor input, int target)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        BackwardRule? rule = plan.MethodPlans[method].Rule;
        var (architecture, taps) = (model.Architecture, new HashSet<int>());
        var kept = architecture.OutputsReadBySweep(rule, architecture.Swept(taps, input: true));
        using var forward = ForwardPass.Run(model.Network, input.to(model.Dtype, model.Device), kept.Contains);
        var layers = new List<LayerConservation>();
        using var sweep = PluginGuard.Call(null, method, () => BackwardSweep.Run(
            forward, new TargetPairs(1, [(0, target)]), rule, taps, inputGradient: true, shared: null,
            observe: (layer, output, inputs) =>
                layers.Add(new(layer, Total(output), inputs.OfType<Tensor>().Sum(Total)))));
        return layers;
    }

    private static double Total(Tensor signal)
    {
        using var exact = signal.to(ScalarType.Float64);
        using var sum = exact.sum();
        return sum.item<double>();
    }
}
