namespace Workbench.TestPlugins;

[Attribution("throws-in-plan", Cite = "Doe")]
public sealed class ThrowsInPlan : IAttributionMethod
{
    public PassRequest Plan(IArchitecture model) => throw new InvalidOperationException("no plan today");

    public Tensor Attribute(IPass pass) => throw new NotSupportedException();
}
