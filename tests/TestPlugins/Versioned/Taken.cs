namespace Workbench.TestPlugins;

/// <summary>Has an id of another assembly.</summary>
[Attribution("good", Cite = "Doe")]
public sealed class Taken : IAttributionMethod
{
    public PassRequest Plan(IArchitecture model) => PassRequest.Create("b5", Tap.Activation);

    public Tensor Attribute(IPass pass) => pass.Activation("b5").amin([1], keepdim: true);
}
