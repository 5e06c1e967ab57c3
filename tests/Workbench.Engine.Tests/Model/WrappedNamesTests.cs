using Workbench.Engine.Model;
using Workbench.Engine.Passes;
using static TorchSharp.torch;

namespace Workbench.Engine.Tests.Model;

/// <summary>Layers are found below the names of PyTorch's wrappers and training frameworks, in either format.</summary>
public sealed class WrappedNamesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("module.{0}"), InlineData("_orig_mod.{0}"), InlineData("module._orig_mod.{0}"), InlineData("_orig_mod.module.{0}")]
    [InlineData("_orig_mod.module._orig_mod.{0}"), InlineData("model.{0}"), InlineData("net.{0}"), InlineData("state_dict.{0}")]
    [InlineData("module.model.net.{0}"), InlineData("module_ema.{0}")]
    [InlineData("_fsdp_wrapped_module.model._checkpoint_wrapped_module.{0}")]
    [InlineData("model.module.{0}"), InlineData("model._orig_mod.{0}"), InlineData("backbone.encoder.{0}"), InlineData("0.{0}")]
    public void Wrappers_of_the_whole_network_are_stripped(string wrapped) => ShouldBeTheSame(name => string.Format(null, wrapped, name));

    // PyTorch's ImageNet example, torch.compile of a part, and FSDP of each layer.
    [Theory]
    [InlineData("features.", "features.module.")]
    [InlineData("features.", "features._orig_mod.")]
    [InlineData("features.", "module.features.module.")]
    [InlineData("classifier.", "classifier.module.")]
    [InlineData(".weight", "._fsdp_wrapped_module.weight")]
    public void Wrappers_of_a_part_of_the_network_are_stripped(string part, string wrapped) =>
        ShouldBeTheSame(name => name.Replace(part, wrapped, StringComparison.Ordinal));

    [Fact]
    public void Tensors_of_a_training_framework_beside_the_network_are_ignored() =>
        ShouldBeTheSame(name => $"model.{name}", ("criterion.weight", 3), ("val_acc.total", 1), ("optimizer.state", 2));

    [Fact]
    public void Two_networks_in_one_file_are_named()
    {
        var message = Refused([.. Parameters(name => $"student.{name}"), .. Parameters(name => $"teacher.{name}")]);
        message.ShouldContain(
            "the file holds several networks: 'student.features.0.weight', 'teacher.features.0.weight'; save only one of them");
    }

    [Fact]
    public void A_network_without_prefix_is_used_rather_than_its_average() =>
        ShouldBeTheSame(name => name, [.. Parameters(name => $"ema.{name}").Select(parameter => (parameter.Name, (int)parameter.Count))]);

    [Fact]
    public void Names_that_are_equal_without_wrappers_are_named() =>
        Refused([.. Parameters(name => name), CheckpointTensor.FromElements("features.module.0.weight", [1], 1)])
            .ShouldContain("features.0.weight and features.module.0.weight are both features.0.weight without their wrappers");

    [Theory, InlineData("features.module.0"), InlineData("features.0")]
    public void A_card_names_a_layer_with_or_without_its_wrappers(string layer)
    {
        ZipCheckpoint.Write(_folder["a"], Parameters(name => name.Replace("features.", "features.module.", StringComparison.Ordinal)));
        using var model = ModelService.Load(
            _folder["a"],
            "cpu",
            form: new ModelVariant { Layers = new Dictionary<string, string> { [layer] = "features.0" } });
        model.Architecture.Layers[0].Name.ShouldBe("features.0");
    }

    [Fact]
    public void Unknown_names_are_shown_with_a_remedy()
    {
        var message = Refused([.. Parameters(name => name.Replace("features.", "conv", StringComparison.Ordinal))]);
        message.ShouldContain("found classifier.0.bias, classifier.0.weight");
        message.ShouldContain(
            "'workbench model inspect' lists all names. If a VGG's layers have other names, map them with 'layers' in a model card.");
    }

    [Fact]
    public void An_inspection_shows_the_files_names_and_the_architecture()
    {
        ZipCheckpoint.Write(_folder["a"], Parameters(name => name.Replace("features.", "features.module.", StringComparison.Ordinal)));
        var seen = ModelInspection.FromFile(_folder["a"]);
        seen.Architecture.ShouldBe("VGG-16");
        seen.Tensors[0].Name.ShouldBe("features.module.0.weight");
    }

    private void ShouldBeTheSame(Func<string, string> rename, params (string Name, int Count)[] beside)
    {
        using var scope = NewDisposeScope();
        RandomVgg.Write(_folder["plain"], Nets.Narrow, 8, 4, 1);
        var plain = Logits("plain");
        CheckpointTensor[] all =
        [
            .. Parameters(rename),
            .. beside.Select(tensor => CheckpointTensor.FromElements(tensor.Name, [tensor.Count], new float[tensor.Count])),
        ];
        ZipCheckpoint.Write(_folder["zip"], all);
        Logits("zip").Same(plain).ShouldBeTrue();
        Safetensors.Write(
            _folder["safetensors"],
            Safetensors.Read(_folder["plain"]).ToDictionary(pair => rename(pair.Key), pair => pair.Value));
        Logits("safetensors").Same(plain).ShouldBeTrue();
    }

    private static IEnumerable<CheckpointTensor> Parameters(Func<string, string> rename) =>
        RandomVgg.Tensors(Nets.Narrow, 8, 4, 1).Select(tensor => tensor with { Name = rename(tensor.Name) });

    private Tensor Logits(string file)
    {
        using var model = ModelService.Load(_folder[file], "cpu");
        using var forward = ForwardPass.Run(model.Network, Nets.Input(2, 64, 64), _ => false);
        return forward.Logits.clone();
    }

    private string Refused(IEnumerable<CheckpointTensor> tensors)
    {
        ZipCheckpoint.Write(_folder["a"], tensors);
        return Should.Throw<WeightsException>(() => ModelService.Load(_folder["a"], "cpu")).Message;
    }
}
