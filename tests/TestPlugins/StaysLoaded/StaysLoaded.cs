namespace Workbench.TestPlugins;

/// <summary>A valid map, but the process keeps a handler of the class.</summary>
[Attribution("stays-loaded", Cite = "Doe 2020, eq. 1")]
public sealed class StaysLoaded : IAttributionMethod
{
    public StaysLoaded() => AppDomain.CurrentDomain.ProcessExit += (_, _) => GC.KeepAlive(this);

    public PassRequest Plan(IArchitecture model) => PassRequest.Create("b3", Tap.Both);

    public Tensor Attribute(IPass pass) => (pass.Activation("b3") * pass.Gradient("b3")).sum(1, keepdim: true);
}
