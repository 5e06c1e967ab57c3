namespace Workbench.TestPlugins;

/// <summary>Uses a member that the present contract lacks.</summary>
[Attribution("older-pass", Cite = "Doe")]
public sealed class OlderPass : IAttributionMethod
{
    public PassRequest Plan(IArchitecture model) => PassRequest.Create("b5", Tap.Activation);

    public Tensor Attribute(IPass pass) => pass.OutputOf("b5").mean([1], keepdim: true);
}
