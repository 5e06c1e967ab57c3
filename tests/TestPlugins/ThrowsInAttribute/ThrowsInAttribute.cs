namespace Workbench.TestPlugins;

public sealed record ThrowsInAttributeOptions
{
    [Option("class for which it throws; below 0 for all classes")]
    public int Target { get; init; } = -1;
}

[Attribution("throws-in-attribute", Cite = "Doe")]
public sealed class ThrowsInAttribute(ThrowsInAttributeOptions options) : IAttributionMethod
{
    public PassRequest Plan(IArchitecture model) => PassRequest.Create("b5", Tap.Activation);

    public Tensor Attribute(IPass pass) => options.Target < 0 || pass.Targets.Contains(options.Target)
        ? throw new InvalidOperationException("no map today")
        : pass.Activation("b5").mean([1], keepdim: true);
}
