using Workbench.Engine.Model;

namespace Workbench.Plugins.Tests.Oracles;

/// <summary>One image and class for which an oracle computes a map.</summary>
internal sealed record OracleInput(ModelService Model, LoopVgg Net, int Target)
{
    public Volume Input => Net.Input;

    /// <summary>∂ logit / ∂ output of each layer; the last entry is ∂ logit / ∂ input.</summary>
    public IReadOnlyList<Volume> Gradients => field ??= Net.Gradients(Target);

    public Volume A(string layer) => Net.Output(layer);

    public Volume G(string layer) => Gradients[Model.Architecture[layer].Index];

    /// <summary>∂ logit / ∂ input at another input.</summary>
    public Volume GradientAt(Volume input) => new LoopVgg(Model, input).Gradients(Target)[^1];
}
