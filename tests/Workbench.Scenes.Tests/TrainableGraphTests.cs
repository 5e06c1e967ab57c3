using Workbench.Engine.Model;
using Workbench.Engine.Model.Families;
using Workbench.Engine.Native;
using Workbench.Engine.Passes;
using Workbench.Training;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Workbench.Scenes.Tests;

public class TrainableGraphTests
{
    public static TheoryData<string> Architectures => [.. InitialWeights.Architectures];

    [Theory]
    [MemberData(nameof(Architectures))]
    public void The_plain_weights_have_the_logits_of_the_trained_network(string architecture)
    {
        TorchRuntime.Load();
        using var scope = NewDisposeScope();
        using var none = no_grad();
        using var network = new TrainableGraph(InitialWeights.Draw(architecture, seed: 3));
        var images = randn([4, 3, 75, 61], generator: new Generator(5));
        for (var i = 0; i < 3; i++) network.Forward(images, training: true);   // updates the running statistics
        var plain = NetworkFamilies.Build("plain", network.ToPlainWeights(), ModelVariant.Torchvision);
        using var forward = ForwardPass.Run(plain, images, _ => false);
        var logits = network.Forward(images, training: false);
        logits.shape.ShouldBe([4L, SceneClasses.Names.Count]);
        logits.abs().max().item<float>().ShouldBeGreaterThan(0.1f);
        (forward.Logits - logits).abs().max().item<float>().ShouldBeLessThan(1e-4f * MathF.Max(1, logits.abs().max().item<float>()));
    }

    [Fact]
    public void A_ReLU_behind_the_classes_is_left_out_in_linear_stages_alone()
    {
        TorchRuntime.Load();
        using var scope = NewDisposeScope();
        using var none = no_grad();
        using var network = new TrainableGraph(InitialWeights.Draw("squeezenet1_1", seed: 3));
        var images = randn([4, 3, 75, 61], generator: new Generator(5));
        var plan = TrainingPlan.Graph(seed: 1);
        Tensor Logits(TrainingStage stage)
        {
            network.Begin(stage, plan);
            return network.Forward(images, training: false);
        }

        var (first, last) = (plan.Stages[0], plan.Stages[^1]);
        first.Linear.ShouldBeTrue();
        last.Linear.ShouldBeFalse();
        var (linear, rectified) = (Logits(first), Logits(last));
        linear.min().item<float>().ShouldBeLessThan(0);
        rectified.min().item<float>().ShouldBeGreaterThanOrEqualTo(0);
        (rectified >= linear - 1e-5).all().item<bool>().ShouldBeTrue();   // the mean of ReLUs, and the mean
        network.LogitOffset.ShouldBeGreaterThan(0);
        var plain = NetworkFamilies.Build("plain", network.ToPlainWeights(), ModelVariant.Torchvision);
        using var forward = ForwardPass.Run(plain, images, _ => false);
        (forward.Logits - rectified).abs().max().item<float>().ShouldBeLessThan(1e-4f * rectified.max().item<float>());
        (Logits(first) - linear).abs().max().item<float>().ShouldBeLessThan(1e-4f * linear.abs().max().item<float>());
    }

    [Theory]
    [MemberData(nameof(Architectures))]
    public void A_few_steps_lower_the_loss_of_one_batch(string architecture)
    {
        TorchRuntime.Load();
        using var scope = NewDisposeScope();
        using var network = new TrainableGraph(InitialWeights.Draw(architecture, seed: 3));
        var (images, present) = (randn([8, 3, 64, 64], generator: new Generator(5)), eye(8, SceneClasses.Names.Count));
        var plan = TrainingPlan.Graph(seed: 1);
        network.Begin(plan.Stages[^1], plan);
        using var optimizer = optim.AdamW([.. network.DecayedParameters, .. network.UndecayedParameters], 2e-3);
        var losses = new List<float>();
        for (var i = 0; i < 12; i++)
        {
            var loss = ImageLoss.Sigmoid.Evaluate(network.Forward(images, training: true) - network.LogitOffset, present);
            optimizer.zero_grad();
            loss.backward();
            optimizer.step();
            losses.Add(loss.item<float>());
        }
        losses[^1].ShouldBeLessThan(0.7f * losses[0]);
    }

    [Theory]
    [InlineData(3, 16, 7, 2, 3, 64, 50)]   // ResNet's first convolution
    [InlineData(16, 32, 3, 2, 1, 31, 32)]
    [InlineData(3, 16, 3, 2, 0, 33, 30)]   // SqueezeNet's first convolution
    [InlineData(32, 48, 1, 2, 0, 15, 16)]
    [InlineData(16, 16, 3, 3, 1, 20, 23)]
    [InlineData(16, 32, 3, 1, 1, 9, 11)]
    public void Convolutions_with_strides_and_their_gradients_are_those_of_float64(
        long inputs, long outputs, long kernel, long stride, long padding, long height, long width)
    {
        TorchRuntime.Load();
        using var scope = NewDisposeScope();
        using var rng = new Generator(7);
        using var garbage = Allocator.FillWithGarbage();
        var (x, w) = (randn([2, inputs, height, width], generator: rng), randn([outputs, inputs, kernel, kernel], generator: rng));
        var (ours, single) = Gradients(x, w, (a, b) => DifferentiableConvolution.Apply(a, b, stride, padding));
        var (theirs, exact) = Gradients(
            x.to(ScalarType.Float64), w.to(ScalarType.Float64),
            (a, b) => functional.conv2d(a, b, strides: [stride, stride], padding: [padding, padding]));
        ours.shape.ShouldBe(theirs.shape);
        foreach (var (mine, expected) in new[] { (ours, theirs), (single[0], exact[0]), (single[1], exact[1]) })
            (mine.to(ScalarType.Float64) - expected).abs().max().item<double>()
                .ShouldBeLessThan(2e-6 * expected.abs().max().item<double>());
    }

    private static (Tensor Output, Tensor[] Gradients) Gradients(Tensor x, Tensor w, Func<Tensor, Tensor, Tensor> convolve)
    {
        var (input, weight) = (x.detach().requires_grad_(), w.detach().requires_grad_());
        var output = convolve(input, weight);
        // A signal that is not constant, so that every position counts.
        var signal = arange(output.NumberOfElements, dtype: output.dtype).view(output.shape).sin();
        (output * signal).sum().backward();
        return (output.detach(), [input.grad!, weight.grad!]);
    }
}
