namespace Workbench.TestPlugins;

/// <summary>A method with a valid map. Each derived class breaks one rule about its declaration.</summary>
public abstract class FineMap : IAttributionMethod
{
    public virtual PassRequest Plan(IArchitecture model) => PassRequest.Create("b3", Tap.Both);

    public virtual Tensor Attribute(IPass pass) => (pass.Activation("b3") * pass.Gradient("b3")).sum(1, keepdim: true);
}

[Attribution("Bad_Id", Cite = "Doe 2020, eq. 1")]
public sealed class BadId : FineMap;

[Attribution("cites-todo", Cite = "TODO: find the paper")]
public sealed class CitesTodo : FineMap;

[Attribution("not-sealed", Cite = "Doe 2020, eq. 1")]
public class NotSealed : FineMap;

public sealed record NoHelpOptions
{
    [Option("?")]
    public bool Sign { get; init; }
}

[Attribution("no-help", Cite = "Doe 2020, eq. 1")]
public sealed class NoHelp(NoHelpOptions options) : FineMap
{
    public override Tensor Attribute(IPass pass) => options.Sign ? -base.Attribute(pass) : base.Attribute(pass);
}

public sealed record NumberOptions
{
    [Option("a factor without a range")]
    public double Factor { get; init; } = 1;
}

[Attribution("no-range", Cite = "Doe 2020, eq. 1")]
public sealed class NoRange(NumberOptions options) : FineMap
{
    public override Tensor Attribute(IPass pass) => options.Factor * base.Attribute(pass);
}

public sealed record FarDefaultOptions
{
    [Option("a factor from 0 to 1", Min = 0, Max = 1)]
    public double Factor { get; init; } = 2;
}

[Attribution("far-default", Cite = "Doe 2020, eq. 1")]
public sealed class FarDefault(FarDefaultOptions options) : FineMap
{
    public override Tensor Attribute(IPass pass) => options.Factor * base.Attribute(pass);
}

public enum Sign
{
    Kept,
    Dropped,
}

public sealed record ChoiceOptions
{
    [Option("what happens to the sign")]
    public Sign Sign { get; init; }
}

[Attribution("lacks-a-choice", Cite = "Doe 2020, eq. 1")]
public sealed class LacksAChoice(ChoiceOptions options) : FineMap
{
    public override Tensor Attribute(IPass pass) =>
        options.Sign == Sign.Kept ? base.Attribute(pass) : throw new NotSupportedException("not written yet");
}

public sealed record EndOptions
{
    [Option("steps of the sum", Min = 0, Max = 10)]
    public int Steps { get; init; } = 5;
}

[Attribution("refuses-an-end", Cite = "Doe 2020, eq. 1")]
public sealed class RefusesAnEnd : FineMap
{
    private readonly int _steps;

    public RefusesAnEnd(EndOptions options) => _steps = options.Steps > 0 ? options.Steps : throw new InvalidOperationException("no steps");

    public override Tensor Attribute(IPass pass) => _steps * base.Attribute(pass);
}
