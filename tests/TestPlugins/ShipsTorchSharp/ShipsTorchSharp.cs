namespace Workbench.TestPlugins;

[Attribution("ships-torchsharp", Cite = "Doe")]
public sealed class ShipsTorchSharp : IAttributionMethod
{
    public PassRequest Plan(IArchitecture model) => PassRequest.Create("b5", Tap.Activation);

    public Tensor Attribute(IPass pass) => pass.Activation("b5").mean([1], keepdim: true);
}
