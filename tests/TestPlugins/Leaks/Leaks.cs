namespace Workbench.TestPlugins;

/// <summary>Keeps every map in a static list, which is freed with its context.</summary>
[Attribution("leaks-tensors", Cite = "Doe")]
public sealed class LeaksTensors : IAttributionMethod
{
    private static readonly List<Tensor> s_maps = [];

    public PassRequest Plan(IArchitecture model) => PassRequest.Create("b5", Tap.Activation);

    public Tensor Attribute(IPass pass)
    {
        var map = pass.Activation("b5").mean([1], keepdim: true);
        s_maps.Add(map.clone().DetachFromDisposeScope());
        return map;
    }
}

/// <summary>Adds a handler to an event of the host, which keeps its context alive.</summary>
[Attribution("leaks-handler", Cite = "Doe")]
public sealed class LeaksHandler : IAttributionMethod
{
    public PassRequest Plan(IArchitecture model)
    {
        AppDomain.CurrentDomain.ProcessExit += static (_, _) => { };
        return PassRequest.Create("b5", Tap.Activation);
    }

    public Tensor Attribute(IPass pass) => pass.Activation("b5").mean([1], keepdim: true);
}

/// <summary>Starts a thread that does not end.</summary>
[Attribution("leaks-thread", Cite = "Doe")]
public sealed class LeaksThread : IAttributionMethod
{
    public PassRequest Plan(IArchitecture model)
    {
        new Thread(static () =>
        {
            while (true) Thread.Sleep(1000);
        }) { IsBackground = true }.Start();
        return PassRequest.Create("b5", Tap.Activation);
    }

    public Tensor Attribute(IPass pass) => pass.Activation("b5").mean([1], keepdim: true);
}
