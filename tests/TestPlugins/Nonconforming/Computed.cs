namespace Workbench.TestPlugins;

[Attribution("loses-an-axis", Cite = "Doe 2020, eq. 1")]
public sealed class LosesAnAxis : FineMap
{
    public override Tensor Attribute(IPass pass) => base.Attribute(pass).squeeze(1);
}

[Attribution("gives-integers", Cite = "Doe 2020, eq. 1")]
public sealed class GivesIntegers : FineMap
{
    public override Tensor Attribute(IPass pass) => base.Attribute(pass).to(ScalarType.Int32);
}

[Attribution("divides-by-zero", Cite = "Doe 2020, eq. 1")]
public sealed class DividesByZero : FineMap
{
    public override Tensor Attribute(IPass pass) => base.Attribute(pass) / zeros(1, dtype: pass.Input.dtype);
}

[Attribution("reads-the-unplanned", Cite = "Doe 2020, eq. 1")]
public sealed class ReadsTheUnplanned : FineMap
{
    public override Tensor Attribute(IPass pass) => pass.Gradient("b4").sum(1, keepdim: true);
}

[Attribution("one-row-only", Cite = "Doe 2020, eq. 1")]
public sealed class OneRowOnly : FineMap
{
    public override Tensor Attribute(IPass pass) => base.Attribute(pass)[..1];
}

[Attribution("draws-its-own", Cite = "Doe 2020, eq. 1")]
public sealed class DrawsItsOwn : FineMap
{
    public override Tensor Attribute(IPass pass) => base.Attribute(pass) * Random.Shared.NextDouble();
}

[Attribution("scales-by-batch", Cite = "Doe 2020, eq. 1")]
public sealed class ScalesByBatch : FineMap
{
    public override Tensor Attribute(IPass pass)
    {
        var map = base.Attribute(pass);
        return map / map.abs().max();
    }
}

/// <summary>Counts the passes of <see cref="TellsItsNeighbour"/>, which <see cref="AsksItsNeighbour"/> reads.</summary>
internal static class Shared
{
    public static int Passes { get; set; }
}

[Attribution("asks-its-neighbour", Cite = "Doe 2020, eq. 1")]
public sealed class AsksItsNeighbour : FineMap
{
    public override Tensor Attribute(IPass pass) => base.Attribute(pass) * (1 + Shared.Passes);
}

[Attribution("tells-its-neighbour", Cite = "Doe 2020, eq. 1")]
public sealed class TellsItsNeighbour : FineMap
{
    public override Tensor Attribute(IPass pass)
    {
        Shared.Passes++;
        return base.Attribute(pass);
    }
}

[Attribution("keeps-its-map", Cite = "Doe 2020, eq. 1")]
public sealed class KeepsItsMap : FineMap
{
    private readonly List<Tensor> _kept = [];

    public override Tensor Attribute(IPass pass)
    {
        _kept.Add(base.Attribute(pass).DetachFromDisposeScope());
        return _kept[^1].clone();
    }
}

[Attribution("never-returns", Cite = "Doe 2020, eq. 1")]
public sealed class NeverReturns : FineMap
{
    public override Tensor Attribute(IPass pass)
    {
        Thread.Sleep(Timeout.Infinite);
        return base.Attribute(pass);
    }
}
