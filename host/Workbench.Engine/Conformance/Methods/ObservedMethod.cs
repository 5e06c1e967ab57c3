using static TorchSharp.torch;

namespace Workbench.Engine.Conformance.Methods;

/// <summary>A method between two looks at everything that the host gave it.</summary>
internal sealed class ObservedMethod(IAttributionMethod inner) : IAttributionMethod
{
    private PassRequest _request = new();

    /// <summary>What was not as before after the call, in words.</summary>
    public HashSet<string> Changed { get; } = new(StringComparer.Ordinal);

    public PassRequest Plan(IModelCard model) => _request = inner.Plan(model);

    public Tensor Attribute(IPass pass)
    {
        var given = Given(pass).ToList();
        var before = given.Select(item => item.Tensor.clone()).ToList();
        var map = inner.Attribute(pass);
        foreach (var ((name, now), was) in given.Zip(before))
            if (!now.shape.SequenceEqual(was.shape) || !now.equal(was).all().item<bool>()) Changed.Add(name);
        return map;
    }

    private IEnumerable<(string Name, Tensor Tensor)> Given(IPass pass)
    {
        yield return ("the input", pass.Input);
        yield return ("the images", pass.Images);
        yield return ("the logits", pass.Logits);
        if (_request.InputGradient) yield return ("the input gradient", pass.InputGradient);
        foreach (var (layer, tap) in _request.Taps)
        {
            if (tap.HasFlag(Tap.Activation)) yield return ($"the activation of {layer}", pass.Activation(layer));
            if (tap.HasFlag(Tap.Gradient)) yield return ($"the gradient at {layer}", pass.Gradient(layer));
        }
        foreach (var layer in pass.Model.Layers)
            if (pass.Bias(layer.Ref) is { } bias) yield return ($"the bias of {layer.Name}", bias);
    }
}
