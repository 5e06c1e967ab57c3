namespace Workbench.TestPlugins;

/// <summary>Forgets to sum over channels.</summary>
[Attribution("wrong-shape", Cite = "Doe")]
public sealed class WrongShape : IAttributionMethod
{
    public PassRequest Plan(IArchitecture model) => PassRequest.Create("b5", Tap.Activation);

    public Tensor Attribute(IPass pass) => pass.Activation("b5").relu();
}
