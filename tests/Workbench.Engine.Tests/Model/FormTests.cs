using Workbench.Engine.Model;
using Workbench.Engine.Passes;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Workbench.Engine.Tests.Model;

/// <summary>The forms of VGG that a model card can describe, compared with TorchSharp's functions and autograd in float64.</summary>
public sealed class FormTests
{
    /// <summary>The form in the pointing-game literature: fully convolutional, with pools that keep an odd edge.</summary>
    private static readonly ModelVariant s_caffe = new() { Head = HeadKind.Convolutional, Pools = PoolEdge.Ceil };

    [Theory]
    [SlowInlineData(224, 298, PositionScore.Softmax), InlineData(224, 298, PositionScore.Mean), SlowInlineData(224, 298, PositionScore.Max)]
    [InlineData(229, 257, PositionScore.Softmax)]   // odd at every pool
    [InlineData(224, 224, PositionScore.Softmax)]   // one position
    public void A_convolutional_head_with_ceil_pools_equals_autograd(int height, int width, PositionScore score)
    {
        using var scope = NewDisposeScope();
        using var model = Load(s_caffe with { Score = score });
        var input = Nets.Input(2, height, width).to(ScalarType.Float64);
        (int, int)[] rows = [(0, 0), (0, 5), (1, 2)];
        using var forward = ForwardPass.Run(model.Network, input, _ => true);
        using var sweep = BackwardSweep.Run(
            forward,
            new TargetPairs(2, rows),
            null,
            new HashSet<int> { model.Architecture["b5"].Index, model.Architecture["b2"].Index },
            inputGradient: true);

        using var gradients = enable_grad();
        var at = input.detach().clone().requires_grad_();
        var (logits, outputs) = Independent(model, at, score);
        Deviation(forward.Logits, logits).ShouldBeLessThan(1e-12);
        for (var row = 0; row < rows.Length; row++)
        {
            var (image, target) = rows[row];
            var expected = autograd.grad([logits[image, target]], [at, outputs["b5"], outputs["b2"]], retain_graph: true);
            Deviation(sweep.InputGradient[row], expected[0][image]).ShouldBeLessThan(1e-10);
            Deviation(sweep.GradientOf(model.Architecture["b5"].Index)[row], expected[1][image]).ShouldBeLessThan(1e-10);
            Deviation(sweep.GradientOf(model.Architecture["b2"].Index)[row], expected[2][image]).ShouldBeLessThan(1e-10);
        }
    }

    // TorchRay's signal at several positions is the spatial softmax of the class's outputs.
    [Fact]
    public void The_signal_at_the_positions_is_the_spatial_softmax()
    {
        using var scope = NewDisposeScope();
        using var model = Load(s_caffe);
        using var forward = ForwardPass.Run(model.Network, Nets.Input(1, 260, 300).to(ScalarType.Float64), _ => true);
        var last = model.Architecture["classifier.6"].Index;
        using var sweep = BackwardSweep.Run(forward, new TargetPairs(1, [(0, 4)]), null, new HashSet<int> { last }, inputGradient: false);
        var outputs = forward.OutputOf(last)[0, 4];
        outputs.NumberOfElements.ShouldBeGreaterThan(1);
        Deviation(sweep.GradientOf(last)[0, 4], (outputs - outputs.max()).exp() / (outputs - outputs.max()).exp().sum())
            .ShouldBeLessThan(1e-12);
        sweep.GradientOf(last)[0, 3].abs().max().item<double>().ShouldBe(0);
    }

    [Fact]
    public void Logits_do_not_depend_on_the_order_of_colours_in_the_file()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        RandomVgg.Write(folder["rgb"], Nets.Narrow, 24, 6, 1);
        var tensors = Safetensors.Read(folder["rgb"]);
        tensors["features.0.weight"] = tensors["features.0.weight"].flip(1);
        Safetensors.Write(folder["bgr"], tensors);
        using var rgb = ModelService.Load(folder["rgb"], "cpu", ScalarType.Float64);
        using var bgr = ModelService.Load(folder["bgr"], "cpu", ScalarType.Float64, form: new ModelVariant { Colours = ColourOrder.Bgr });
        var input = Nets.Input(1, 64, 64).to(ScalarType.Float64);
        Logits(bgr, input).Same(Logits(rgb, input)).ShouldBeTrue();
    }

    // As in the literature's VOC07 file: keys 0, 2, 4, and the fully connected weights as 7×7 and 1×1 convolutions.
    [Fact]
    public void A_file_with_other_names_and_convolutions_for_fully_connected_layers_is_the_same_model()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        RandomVgg.Write(folder["usual"], Nets.Narrow, 24, 6, 1);
        var tensors = Safetensors.Read(folder["usual"]);
        foreach (var (theirs, ours, side) in new[] { (0, 0, 7L), (2, 3, 1L), (4, 6, 1L) })
        {
            var weight = tensors[$"classifier.{ours}.weight"];
            var bias = tensors[$"classifier.{ours}.bias"];
            tensors.Remove($"classifier.{ours}.weight");
            tensors.Remove($"classifier.{ours}.bias");
            tensors[$"classifier.{theirs}.weight"] = weight.reshape(weight.shape[0], -1, side, side);
            tensors[$"classifier.{theirs}.bias"] = bias;
        }
        Safetensors.Write(folder["caffe"], tensors);
        var renamed = new ModelVariant
        {
            Layers = new Dictionary<string, string> { ["classifier.2"] = "classifier.3", ["classifier.4"] = "classifier.6" },
        };
        using var usual = ModelService.Load(folder["usual"], "cpu", ScalarType.Float64);
        using var caffe = ModelService.Load(folder["caffe"], "cpu", ScalarType.Float64, form: renamed);
        var input = Nets.Input(1, 224, 224).to(ScalarType.Float64);
        Logits(caffe, input).Same(Logits(usual, input)).ShouldBeTrue();
        caffe.Architecture.Layers.Select(layer => layer.Name).ShouldBe(usual.Architecture.Layers.Select(layer => layer.Name));
    }

    [Fact]
    public void Batch_normalisation_is_folded_into_its_convolution()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        var (tensors, plain) = Normalised(Nets.Narrow, [1, 1, 2, 2, 2], 24, 6);   // VGG-11 with batch normalisation
        Safetensors.Write(folder["bn"], tensors);
        using var model = ModelService.Load(folder["bn"], "cpu", ScalarType.Float64, form: new ModelVariant { BatchNormEpsilon = 1e-3 });
        model
            .Architecture.Layers.Where(layer => layer.Alias is not null)
            .Select(layer => layer.Name)
            .ShouldBe(["features.2", "features.6", "features.13", "features.20", "features.27"]);
        model.Architecture.ToString().ShouldStartWith("VGG-11, ");
        var input = Nets.Input(1, 64, 64).to(ScalarType.Float64);
        Deviation(Logits(model, input), plain(input, 1e-3)).ShouldBeLessThan(1e-12);
    }

    [Theory]
    [InlineData("VGG-11", 1, 1, 2, 2, 2)]
    [InlineData("VGG-13", 2, 2, 2, 2, 2)]
    [InlineData("VGG-16", 2, 2, 3, 3, 3)]
    [InlineData("VGG-19", 2, 2, 4, 4, 4)]
    public void The_depth_follows_from_the_names(string name, params int[] blocks)
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        RandomVgg.Write(folder["net"], Nets.Narrow, 24, 6, 1, convolutions: blocks);
        using var model = ModelService.Load(folder["net"], "cpu", ScalarType.Float64);
        model.Architecture.ToString().ShouldStartWith(name + ", ");
        model.Architecture.Layers.Count(layer => layer.Alias is not null).ShouldBe(5);
        var input = Nets.Input(1, 64, 64).to(ScalarType.Float64);
        using var autograd = new AutogradVgg(model, input, 7);
        Deviation(Logits(model, input), autograd.Outputs[^1]).ShouldBeLessThan(1e-12);
    }

    [Fact]
    public void Redrawn_layers_of_a_convolutional_head_equal_those_of_the_pooled_head()
    {
        using var scope = NewDisposeScope();
        using var pooled = Nets.Load(Nets.Narrow);
        using var positions = Load(new ModelVariant { Head = HeadKind.Convolutional });
        var state = new ModelState("x", "features.28");
        var input = Nets.Input(1, 224, 224).to(ScalarType.Float64);
        using var one = ForwardPass.Run(pooled.NetworkInState(state), input, _ => false);
        using var other = ForwardPass.Run(positions.NetworkInState(state), input, _ => false);
        Deviation(other.Logits, one.Logits).ShouldBeLessThan(1e-12);
    }

    [Theory]
    [InlineData("classifier.9", "classifier.3", "'layers' names classifier.9, which the file does not have")]
    [InlineData("classifier.0", "classifier.3", "'layers' gives two tensors the name 'classifier.3.weight'")]
    public void A_card_that_does_not_fit_the_file_is_rejected(string theirs, string ours, string message)
    {
        using var folder = new TemporaryFolder();
        RandomVgg.Write(folder["net"], Nets.Narrow, 24, 6, 1);
        var form = new ModelVariant { Layers = new Dictionary<string, string> { [theirs] = ours } };
        Should.Throw<WeightsException>(() => ModelService.Load(folder["net"], "cpu", form: form)).Message.ShouldContain(message);
    }

    [Theory]
    [InlineData(HeadKind.Pooled, PoolEdge.Floor, 32)]
    [InlineData(HeadKind.Convolutional, PoolEdge.Floor, 224)]
    [InlineData(HeadKind.Convolutional, PoolEdge.Ceil, 193)]
    public void The_minimum_input_passes_and_a_smaller_one_is_rejected(HeadKind head, PoolEdge pools, int least)
    {
        using var scope = NewDisposeScope();
        using var model = Load(new ModelVariant { Head = head, Pools = pools });
        model.Architecture.SizeFault(least, least + 5).ShouldBeNull();
        model.Architecture.SizeFault(least - 1, least).ShouldNotBeNull().ShouldContain($"{least}×{least} or more");
        Logits(model, Nets.Input(1, least, least).to(ScalarType.Float64)).isfinite().all().item<bool>().ShouldBeTrue();
    }

    [Fact]
    public void Differences_from_torchvision_are_part_of_the_identity()
    {
        ModelVariant.Torchvision.Identity.ShouldBe("");
        (s_caffe with { Colours = ColourOrder.Bgr, BatchNormEpsilon = 1e-3 }).Identity.ShouldBe(
            "colours=bgr pools=ceil head=convolutional batch-norm-epsilon=0.001");
    }

    private static ModelService Load(ModelVariant form)
    {
        using var folder = new TemporaryFolder();
        RandomVgg.Write(folder["net"], Nets.Narrow, 24, 6, 1);
        return ModelService.Load(folder["net"], "cpu", ScalarType.Float64, form: form);
    }

    private static Tensor Logits(ModelService model, Tensor input)
    {
        using var forward = ForwardPass.Run(model.Network, input, _ => false);
        return forward.Logits.clone();
    }

    // The same net with TorchSharp's convolutions as its head.
    private static (Tensor Logits, Dictionary<string, Tensor> Outputs) Independent(ModelService model, Tensor signal, PositionScore score)
    {
        var outputs = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        var side = 7L;
        foreach (var layer in model.Network.Layers)
        {
            switch (layer.Info.Kind)
            {
                case LayerKind.Conv2d:
                    signal = functional.conv2d(signal, layer.Weight!, layer.Bias, [1L, 1], [1L, 1]);
                    break;
                case LayerKind.Linear:
                    signal = functional.conv2d(signal, layer.Weight!.reshape(layer.Weight!.shape[0], -1, side, side), layer.Bias);
                    side = 1;
                    break;
                case LayerKind.ReLU:
                    signal = functional.relu(signal);
                    break;
                case LayerKind.MaxPool2d:
                    signal = functional.max_pool2d(signal, [2L, 2], [2L, 2], ceil_mode: true);
                    break;
                case LayerKind.Score:
                    signal = score switch
                    {
                        PositionScore.Mean => signal.mean([2L, 3]),
                        PositionScore.Max => signal.amax([2L, 3]),
                        _ => signal.logsumexp(3).logsumexp(2),
                    };
                    break;
            }
            if (layer.Info.Alias is { } alias) outputs[alias] = signal;
        }
        return (signal, outputs);
    }

    private static (Dictionary<string, Tensor> Tensors, Func<Tensor, double, Tensor> Plain) Normalised(
        int[] widths,
        int[] blocks,
        int fc,
        int classes)
    {
        using var rng = new Generator(3, CPU);
        var (tensors, steps, index, channels) = (
            new Dictionary<string, Tensor>(StringComparer.Ordinal),
            new List<Func<Tensor, double, Tensor>>(),
            0,
            3L);
        Tensor Draw(params long[] shape) => randn(shape, ScalarType.Float64, CPU, generator: rng) * 0.3;
        Tensor Named(string name, Tensor tensor) => tensors[name] = tensor;
        foreach (var (block, count) in blocks.Index())
        {
            for (var i = 0; i < count; i++, index += 3)
            {
                var out_ = (long)widths[block];
                var (w, b) = (Named($"features.{index}.weight", Draw(out_, channels, 3, 3)), Named($"features.{index}.bias", Draw(out_)));
                var norm = $"features.{index + 1}";
                var (scale, shift) = (Named($"{norm}.weight", Draw(out_) + 1), Named($"{norm}.bias", Draw(out_)));
                var (mean, variance) = (Named($"{norm}.running_mean", Draw(out_)), Named($"{norm}.running_var", Draw(out_).abs() + 0.5));
                steps.Add((x, epsilon) =>
                {
                    var convolved = functional.conv2d(x, w, b, [1L, 1], [1L, 1]);
                    return functional.relu(functional.batch_norm(convolved, mean, variance, scale, shift, training: false, eps: epsilon));
                });
                channels = out_;
            }
            index++;
            steps.Add((x, _) => functional.max_pool2d(x, [2L, 2], [2L, 2]));
        }
        steps.Add((x, _) => functional.adaptive_avg_pool2d(x, [7L, 7]).flatten(1));
        var features = channels * 49;
        foreach (var (layer, size) in new[] { (0, (long)fc), (3, fc), (6, classes) })
        {
            var (w, b) = (Named($"classifier.{layer}.weight", Draw(size, features)), Named($"classifier.{layer}.bias", Draw(size)));
            steps.Add((x, _) => layer == 6 ? functional.linear(x, w, b) : functional.relu(functional.linear(x, w, b)));
            features = size;
        }
        return (tensors, (x, epsilon) => steps.Aggregate(x, (signal, step) => step(signal, epsilon)));
    }

    private static double Deviation(Tensor actual, Tensor expected)
    {
        actual.shape.ShouldBe(expected.shape);
        return ((actual - expected).abs().max() / expected.abs().max()).item<double>();
    }
}
