namespace Workbench.TestPlugins;

/// <summary>A method that is the same in every version of the assembly.</summary>
[Attribution("steady", Cite = "Doe")]
public sealed class Steady : IAttributionMethod
{
    public PassRequest Plan(IArchitecture model) => PassRequest.Create("b5", Tap.Activation);

    public Tensor Attribute(IPass pass) => pass.Activation("b5").amax([1], keepdim: true);
}
