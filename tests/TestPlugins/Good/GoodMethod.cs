namespace Workbench.TestPlugins;

public enum Way
{
    PlainSum,
    AbsoluteSum,
}

/// <summary>One option of each type.</summary>
public sealed record GoodOptions
{
    [Option("layer whose activation and gradient are read")]
    public LayerRef Layer { get; init; } = "b5";

    [Option("factor of the map", Min = 0, Max = 1)]
    public double Scale { get; init; } = 0.5;

    [Option("how channels are summed")]
    public Way Way { get; init; } = Way.PlainSum;

    [Option("whether the map changes its sign")]
    public bool Negate { get; init; }

    [Option("milliseconds to wait before each map", Min = 0)]
    public int Pause { get; init; }
}

/// <summary>Gradient times activation, summed over channels.</summary>
[Attribution("good", Cite = "Doe 2020, eq. 1")]
public sealed class GoodMethod(GoodOptions options) : IAttributionMethod
{
    public PassRequest Plan(IArchitecture model) => PassRequest.Create(options.Layer, Tap.Both);

    public Tensor Attribute(IPass pass)
    {
        Thread.Sleep(options.Pause);
        var product = pass.Activation(options.Layer) * pass.Gradient(options.Layer) * options.Scale;
        var map = (options.Way == Way.AbsoluteSum ? product.abs() : product).sum(1, keepdim: true);
        return options.Negate ? -map : map;
    }
}
