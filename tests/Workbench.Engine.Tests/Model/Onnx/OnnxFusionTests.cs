using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Workbench.Engine.Tests.Model.Onnx;

/// <summary>Functions that exporters write as several nodes become one layer.</summary>
public sealed class OnnxFusionTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Silu(bool isFirst)
    {
        using var net = new OnnxNet();
        net.Node("Sigmoid", ["x"], ["s"]).Node("Mul", isFirst ? ["s", "x"] : ["x", "s"], ["y"]).ThenMean();
        ShouldBeOne(net, LayerKind.SiLU, x => functional.silu(x));
    }

    [Fact]
    public void A_gate_that_is_read_twice_stays_a_layer()
    {
        using var net = new OnnxNet();
        net.Node("Sigmoid", ["x"], ["s"]).Node("Mul", ["x", "s"], ["y"]).Node("Add", ["y", "s"], ["z"]).ThenMean();
        net.ShouldCompute(x => (functional.silu(x) + x.sigmoid()).mean([2, 3]));
    }

    [Theory]
    [InlineData("HardSigmoid")]
    [InlineData("divided before")]
    [InlineData("divided after")]
    public void Hard_swish(string form)
    {
        using var net = new OnnxNet();
        if (form == "HardSigmoid")
            net.Node("HardSigmoid", ["x"], ["s"], "", OnnxMessages.Attribute("alpha", 1f / 6), OnnxMessages.Attribute("beta", 0.5f))
                .Node("Mul", ["x", "s"], ["y"]);
        else
        {
            net.Numbers("six", [], 6);
            net.Node("Add", ["x", net.Numbers("three", [], 3)], ["a"]).Node("Clip", ["a", net.Numbers("zero", [], 0), "six"], ["c"]);
            if (form == "divided before") net.Node("Div", ["c", "six"], ["d"]).Node("Mul", ["x", "d"], ["y"]);
            else net.Node("Mul", ["x", "c"], ["d"]).Node("Div", ["d", "six"], ["y"]);
        }
        net.ThenMean();
        ShouldBeOne(net, LayerKind.HardSwish, x => functional.hardswish(x));
    }

    [Fact]
    public void Hard_sigmoid()
    {
        using var net = new OnnxNet();
        net.Then("Add", [net.Numbers("three", [], 3)])
            .Then("Clip", [net.Numbers("zero", [], 0), net.Numbers("six", [], 6)])
            .Then("Mul", [net.Numbers("sixth", [], 1f / 6)])
            .ThenMean();
        ShouldBeOne(net, LayerKind.HardSigmoid, x => functional.hardsigmoid(x));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Gelu(int halved)
    {
        using var net = new OnnxNet();
        var half = net.Numbers("half", [], 0.5f);
        net.Node("Div", ["x", net.Numbers("root", [], MathF.Sqrt(2))], ["a"])
            .Node("Erf", ["a"], ["b"])
            .Node("Add", ["b", net.Numbers("one", [], 1)], ["c"]);
        if (halved == 0) net.Node("Mul", ["x", "c"], ["d"]).Node("Mul", ["d", half], ["y"]);
        else if (halved == 1) net.Node("Mul", ["x", half], ["d"]).Node("Mul", ["d", "c"], ["y"]);
        else net.Node("Mul", ["c", half], ["d"]).Node("Mul", ["x", "d"], ["y"]);
        net.ThenMean();
        ShouldBeOne(net, LayerKind.GELU, x => functional.gelu(x));
    }

    private static void ShouldBeOne(OnnxNet net, LayerKind kind, Func<Tensor, Tensor> function)
    {
        net.ShouldCompute(x => function(x).mean([2, 3]));
        using var model = net.Load();
        model.Network.Layers.Select(layer => layer.Info.Kind).ShouldBe([kind, LayerKind.AvgPool2d, LayerKind.Flatten]);
    }
}
