using Workbench.Engine.Model;
using static TorchSharp.torch;

namespace Workbench.Engine.Tests.Model.Families;

/// <summary>The message for tensors that are not a family's names the tensor, whichever it is.</summary>
public sealed class FamilyErrorTests
{
    // VGG has tests of its own.
    public static TheoryData<string> Names => [.. NarrowNetworks.Names.Where(name => !name.StartsWith("vgg", StringComparison.Ordinal))];

    [Theory, MemberData(nameof(Names))]
    public void A_missing_tensor(string name) => EachTensor(
        name,
        (state, tensor) => state.Remove(tensor),
        (_, _) => true,
        tensor => $"{tensor} is missing");

    [Theory, MemberData(nameof(Names))]
    public void A_tensor_of_another_shape(string name) => EachTensor(
        name,
        (state, tensor) => state[tensor] = state[tensor].unsqueeze(0),
        (_, _) => true,
        tensor => $"{tensor} is [1,");

    [Theory, MemberData(nameof(Names))]
    public void A_tensor_with_NaN(string name) => EachTensor(
        name,
        (state, tensor) =>
        {
            state[tensor] = state[tensor].clone();
            state[tensor].view(-1)[^1] = float.NaN;
        },
        (_, _) => true,
        tensor => $"{tensor} holds NaN or infinity");

    [Theory, MemberData(nameof(Names))]
    public void A_tensor_of_integers_and_an_empty_one(string name)
    {
        EachTensor(
            name,
            (state, tensor) => state[tensor] = state[tensor].to(ScalarType.Int64),
            (_, tensor) => tensor.EndsWith(".weight", StringComparison.Ordinal),
            tensor => $"{tensor} has dtype Int64, expected floating point");
        EachTensor(
            name,
            (state, tensor) => state[tensor] = state[tensor][..0],
            (state, tensor) => state[tensor].dim() > 1,
            tensor => $"{tensor} is empty");
    }

    [Theory, MemberData(nameof(Names))]
    public void A_tensor_that_the_network_has_no_place_for(string name)
    {
        using var scope = NewDisposeScope();
        var state = NarrowNetworks.State(name);
        state["neck.weight"] = zeros(3);
        Message(state).ShouldEndWith("it has no place for neck.weight.");
        foreach (var number in Enumerable.Range(0, 9)) state[$"neck.{number}.weight"] = zeros(3);
        Message(state).ShouldEndWith("neck.5.weight and 4 more.");
    }

    [Theory, MemberData(nameof(Names))]
    public void Two_tensors_of_one_name(string name)
    {
        using var scope = NewDisposeScope();
        var state = NarrowNetworks.State(name);
        var last = state.Keys.Last(key => key.EndsWith(".bias", StringComparison.Ordinal));
        state[$"module.{last}"] = state[last] + 1;
        Message(state).ShouldEndWith($": {last} and module.{last} are both {last} without their wrappers; save only one of them.");
    }

    [Fact]
    public void Channels_that_do_not_follow()
    {
        using var scope = NewDisposeScope();
        var state = NarrowNetworks.State("resnet18");
        state["layer2.0.conv2.weight"] = zeros(10, 9, 3, 3);
        Message(state).ShouldEndWith("do not fit ResNet: layer2.0.conv2.weight is [10,9,3,3], but its input has 10 channels.");
        state["layer2.0.conv2.weight"] = zeros(11, 10, 3, 3);
        Message(state).ShouldEndWith("layer2.0.bn2.weight is [10], expected [11].");
        foreach (var part in new[] { "weight", "bias", "running_mean", "running_var" }) state[$"layer2.0.bn2.{part}"] = ones(11);
        Message(state).ShouldEndWith("layer2.0.add adds 11 and 10 channels.");
    }

    [Theory, MemberData(nameof(Names))]
    public void A_key_of_other_families(string name)
    {
        using var scope = NewDisposeScope();
        var state = NarrowNetworks.State(name);
        string Fault(ModelVariant form) => Message(state, form).Split(": ", 2)[^1];
        Fault(new() { Pools = PoolEdge.Ceil }).ShouldMatch("^[A-Z].* has no 'pools', a key of VGG\\.$");
        Fault(new() { Head = HeadKind.Convolutional }).ShouldEndWith(" has no 'head', a key of VGG.");
        Fault(new() { Layers = new Dictionary<string, string> { ["a"] = "b" } }).ShouldEndWith(" has no 'layers', a key of VGG.");
        Fault(new() { Score = PositionScore.Max, Places = new Dictionary<string, string> { ["score"] = "card.yaml:3:1" } })
            .ShouldEndWith(" has no 'score' (card.yaml:3:1), a key of VGG with 'head: convolutional'.");
        var transformed = Fault(new() { TransformInput = true, Pools = PoolEdge.Ceil });
        transformed.ShouldContain(" has no 'pools', a key of VGG");
        transformed.Contains("and no 'transform-input', a key of GoogLeNet and Inception v3.").ShouldBe(
            name is not ("googlenet" or "inception_v3"));
    }

    [Fact]
    public void Keys_that_VGG_does_not_have()
    {
        using var scope = NewDisposeScope();
        var state = NarrowNetworks.State("vgg11_bn");
        Message(state, new() { TransformInput = true }).ShouldEndWith(
            "do not fit their model card: VGG has no 'transform-input', a key of GoogLeNet and Inception v3.");
        Message(state, new() { Score = PositionScore.Max })
            .ShouldEndWith("VGG has no 'score', a key of VGG with 'head: convolutional'.");
        Message(state, new() { Score = PositionScore.Max, Head = HeadKind.Convolutional, Pools = PoolEdge.Ceil }).ShouldBe("it loads");
    }

    private static void EachTensor(
        string name,
        Action<Dictionary<string, Tensor>, string> change,
        Func<Dictionary<string, Tensor>, string, bool> applies,
        Func<string, string> message)
    {
        using var scope = NewDisposeScope();
        var state = NarrowNetworks.State(name);
        var off = new List<string>();
        var form = new ModelVariant { Architecture = name.Replace("50", "50_32x4d") };   // so that the family is known without its marker
        var tensors = state.Keys.Where(tensor => IsRead(tensor) && applies(state, tensor)).ToList();
        var step = TestTier.Choose(few: 1 + tensors.Count / 30, all: 1);
        foreach (var tensor in tensors.Where((_, at) => at % step == 0))
        {
            using var one = NewDisposeScope();
            var changed = new Dictionary<string, Tensor>(state);
            change(changed, tensor);
            if (Message(changed, form) is var found && !found.Contains($" {message(tensor)}")) off.Add($"{tensor}: {found}");
        }
        off.ShouldBeEmpty();
    }

    private static bool IsRead(string tensor) =>
        !tensor.EndsWith("num_batches_tracked", StringComparison.Ordinal) && !tensor.Contains("aux", StringComparison.OrdinalIgnoreCase);

    private static string Message(Dictionary<string, Tensor> state, ModelVariant? form = null)
    {
        try
        {
            NarrowNetworks.Build(state, ScalarType.Float32, form);
            return "it loads";
        }
        catch (WeightsException error)
        {
            return error.Message;
        }
    }
}
