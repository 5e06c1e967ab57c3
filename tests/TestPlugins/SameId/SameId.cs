namespace Workbench.TestPlugins;

/// <summary>Has the id of a method of Good.</summary>
[Attribution("good", Cite = "Somebody else")]
public sealed class SameId : IAttributionMethod
{
    public PassRequest Plan(IArchitecture model) => PassRequest.Create("b5", Tap.Activation);

    public Tensor Attribute(IPass pass) => pass.Activation("b5").mean([1], keepdim: true);
}
