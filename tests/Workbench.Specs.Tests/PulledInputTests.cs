using Workbench.Data.Downloads;
using Workbench.Engine.Model.Families;
using Workbench.Specs.Models;

namespace Workbench.Specs.Tests;

/// <summary>Input conventions in subjects: with numbers, and those of pulled weights.</summary>
public sealed class PulledInputTests : IDisposable
{
    private const string Spec = "methods: [beta]\nmetrics: [hits]\nsubject: subject.yaml\n";
    private const string Data = "data: {format: folder, root: voc}\n";

    private readonly SpecFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("imagenet-232-224", "imagenet-232-224")]
    [InlineData("half-480-480-bicubic", "half-480-480-bicubic")]
    [InlineData("imagenet-256-224", "imagenet")]
    [InlineData("voc-caffe", "voc-caffe")]
    public void A_subject_may_name_a_convention_with_numbers(string written, string read)
    {
        Subject($"model: {{weights: weights.safetensors}}\ninput: {written}\n");
        var experiment = _folder.Load(Spec);
        experiment.Spec.Subject.Input.Value.ShouldBe(read);
        _folder.Load(SpecWriter.Write(experiment)).Spec.Subject.Identity.ShouldBe(experiment.Spec.Subject.Identity);
    }

    [Fact]
    public void Two_conventions_make_two_subjects()
    {
        var identities = new[] { "imagenet", "imagenet-232-224", "imagenet-232-224-bicubic", "half-232-224" }.Select(input =>
        {
            Subject($"model: {{weights: weights.safetensors}}\ninput: {input}\n");
            return _folder.Load(Spec).Spec.Subject.Identity;
        });
        identities.ToList().ShouldBeUnique();
    }

    [Theory]
    [InlineData("imagenet-224-232", "subject.yaml:2:8: The input convention 'imagenet-224-232' crops 232 pixels from a side of 224.")]
    [InlineData("voc-cafe", "subject.yaml:2:8: Unknown input convention 'voc-cafe'; did you mean 'voc-caffe'?")]
    [InlineData("[1]", "subject.yaml:2:8: 'input' must be text, not a list.")]
    public void A_wrong_convention_is_reported_at_its_place(string input, string message)
    {
        Subject($"model: {{weights: weights.safetensors}}\ninput: {input}\n");
        _folder.ErrorMessage(Spec).ShouldBe(message);
    }

    [Fact]
    public void Pulled_weights_bring_their_convention_unless_the_card_or_the_subject_has_one()
    {
        ReadModel("weights: pull:resnet50-v2\n").KnownInput!.Value.ShouldBe("imagenet-232-224");
        ReadModel("weights: pull:resnet50-v2\n").Input.ShouldBeNull();
        ReadModel("weights: pull:resnet50-v2\ninput: scenes\n").KnownInput!.Value.ShouldBe("scenes");
        ReadModel("weights: weights.safetensors\n").KnownInput.ShouldBeNull();

        Subject("model: {weights: pull:efficientnet_v2_l}\n");
        SubjectFile.Read(_folder.Full("subject.yaml")).Input.Value.ShouldBe("half-480-480-bicubic");
        Subject("model: {weights: pull:efficientnet_v2_l}\ninput: imagenet\n");
        SubjectFile.Read(_folder.Full("subject.yaml")).Input.Value.ShouldBe("imagenet");
        Subject("model: {weights: weights.safetensors}\n");
        _folder.ErrorMessage(Spec).ShouldContain("input");
    }

    [Fact]
    public void Every_published_file_is_of_a_network_that_is_built()
    {
        foreach (var item in Pullables.All.Where(item => item.Architecture is not null))
            NetworkFamilies.Architectures.ShouldContain(item.Architecture!);
        // torchvision publishes weights of every network.
        NetworkFamilies.Architectures.Except(Pullables.All.Select(item => item.Architecture)).ShouldBeEmpty();
    }

    private ModelSpec ReadModel(string card) => ModelFile.Read(_folder.Write("card.yaml", card));

    private void Subject(string top) => _folder.Write("subject.yaml", top + Data);
}
