using static TorchSharp.torch;

namespace Workbench.Conformance.Methods;

/// <summary>A method that reads every tensor of a pass; its map changes with any of them. It runs beside the method under test.</summary>
internal sealed class Witness : IAttributionMethod
{
    public PassRequest Plan(IArchitecture model) =>
        PassRequest.Create(model.Layers.Select(layer => layer.Ref), Tap.Both) with
        {
            InputGradient = true,
        };

    public Tensor Attribute(IPass pass)
    {
        var read = pass
            .Model.Layers.SelectMany(layer => new[] { pass.Activation(layer.Ref), pass.Gradient(layer.Ref) })
            .Append(pass.Input)
            .Append(pass.InputGradient);
        var sums = read.SelectMany(tensor => new[] { tensor.flatten(1).sum(1), tensor.flatten(1).square().sum(1) });
        return stack([.. sums], 1).view(pass.Rows.Count, 1, 2, -1);
    }
}

/// <summary>The signed sum of GradCAM's terms at the third block: maps for metrics to score.</summary>
internal sealed class PlainMaps : IAttributionMethod
{
    private static readonly LayerRef s_layer = "b3";

    public PassRequest Plan(IArchitecture model) => PassRequest.Create(s_layer, Tap.Both);

    public Tensor Attribute(IPass pass) => (pass.Activation(s_layer) * pass.Gradient(s_layer)).sum(1, keepdim: true);
}

/// <summary>Zero maps, as a method returns them when nothing supports a class.</summary>
internal sealed class FlatMaps : IAttributionMethod
{
    public PassRequest Plan(IArchitecture model) => new();

    public Tensor Attribute(IPass pass) => zeros([pass.Rows.Count, 1, 6, 8], pass.Input.dtype, pass.Input.device);
}
