namespace Workbench.TestPlugins;

/// <summary>The second version of a formula.</summary>
[Attribution("versioned", Cite = "Doe")]
public sealed class Versioned : IAttributionMethod
{
    public PassRequest Plan(IArchitecture model) => PassRequest.Create("b5", Tap.Activation);

    public Tensor Attribute(IPass pass) => pass.Activation("b5").mean([1], keepdim: true) * 2;
}
