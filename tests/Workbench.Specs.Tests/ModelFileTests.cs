using Workbench.Engine.Model;
using Workbench.Specs.Models;

namespace Workbench.Specs.Tests;

/// <summary>Models of subjects, and the model cards that they extend.</summary>
public sealed class ModelFileTests : IDisposable
{
    private const string Spec = "methods: [beta]\nmetrics: [hits]\nsubject: subject.yaml\n";
    private const string Data = "data: {format: folder, root: voc}\n";

    private readonly SpecFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Weights_alone_are_read_as_torchvisions_vgg()
    {
        _folder.Write("subject.yaml", $"model: {{weights: weights.safetensors}}\ninput: scenes\n{Data}");
        var model = _folder.Load(Spec).Spec.Subject.Model;
        model.Form.Identity.ShouldBe("");
        (model.Draws, model.Input).ShouldBe((null, null));
    }

    [Fact]
    public void A_card_gives_form_weights_and_input()
    {
        _folder.Write(
            "cards/caffe.yaml",
            "weights: ../weights.safetensors\ninput: voc-caffe\nlayers: {classifier.2: classifier.3}\ncolours: bgr\npools: ceil\n"
                + "head: convolutional\nscore: mean\nbatch-norm-epsilon: 0.001\nclasses: [a, b]\n");
        _folder.Write("subject.yaml", $"model: {{extends: cards/caffe.yaml, score: max}}\n{Data}");
        var subject = _folder.Load(Spec).Spec.Subject;
        subject.Input.Value.ShouldBe("voc-caffe");
        subject.Model.Weights.Value.ShouldBe(_folder.Full("weights.safetensors"));
        var form = subject.Model.Form;
        (form.Layers["classifier.2"], form.Colours, form.Pools, form.Head, form.Score, form.BatchNormEpsilon).ShouldBe(
            ("classifier.3", ColourOrder.Bgr, PoolEdge.Ceil, HeadKind.Convolutional, PositionScore.Max, 0.001));
        form.Classes.ShouldBe(["a", "b"]);
    }

    [Fact]
    public void A_card_names_the_network_and_the_use_of_its_normalisations()
    {
        _folder.Write(
            "card.yaml", "weights: weights.safetensors\narchitecture: googlenet\nbatch-norm: kept\ntransform-input: true\n");
        var form = ModelFile.Read(_folder.Full("card.yaml")).Form;
        (form.Architecture, form.BatchNorm, form.TransformInput).ShouldBe(("googlenet", BatchNormUse.Kept, true));
        form.Identity.ShouldBe("architecture=googlenet batch-norm=kept transform-input=true");
    }

    [Fact]
    public void The_subjects_input_takes_precedence_over_the_cards()
    {
        _folder.Write("card.yaml", "weights: weights.safetensors\ninput: voc-caffe\n");
        _folder.Write("subject.yaml", $"model: {{extends: card.yaml}}\ninput: scenes\n{Data}");
        _folder.Load(Spec).Spec.Subject.Input.Value.ShouldBe("scenes");
        _folder.Load(Spec, "subject.model.pools=ceil").Spec.Subject.Model.Form.Pools.ShouldBe(PoolEdge.Ceil);
    }

    [Theory]
    [InlineData("{weights: weights.safetensors}", "subject.yaml:1:1: The key 'input' is missing in a subject.")]
    [InlineData("{extends: nowhere.yaml}", "subject.yaml:1:18: The file 'nowhere.yaml' to extend does not exist.")]
    [InlineData(
        "{weights: weights.safetensors, input: scenes, head: conv}",
        "subject.yaml:1:60: Unknown value 'conv' of 'head'; known: pooled, convolutional.")]
    [InlineData(
        "{weights: weights.safetensors, input: scenes, colors: bgr}",
        "subject.yaml:1:54: Unknown key 'colors' in a model; did you mean 'colours'?")]
    [InlineData(
        "{weights: weights.safetensors, input: scenes, batch-norm-epsilon: 0}",
        "subject.yaml:1:74: 'batch-norm-epsilon' must be a number above 0, not '0'.")]
    [InlineData(
        "{weights: weights.safetensors, input: scenes, transform-input: maybe}",
        "subject.yaml:1:71: Unknown value 'maybe' of 'transform-input'; known: true, false.")]
    [InlineData(
        "{weights: weights.safetensors, input: scenes, architecture: resnet5}",
        "subject.yaml:1:68: Unknown value 'resnet5' of 'architecture'; did you mean 'resnet50'?")]
    [InlineData("{weights: weights.safetensors, input: scenes, layers: [a]}", "subject.yaml:1:62: 'layers' must be a mapping, not a list.")]
    [InlineData("{weights: weights.safetensors, input: scenes, layers: {a: [b]}}", "subject.yaml:1:66: 'a' must be text, not a list.")]
    public void Mistakes_are_reported_at_their_place(string model, string message)
    {
        _folder.Write("subject.yaml", $"model: {model}\n{Data}");
        _folder.ErrorMessage(Spec).ShouldContain(message);
    }

    [Theory]
    [InlineData("weights: weights.safetensors")]
    [InlineData(
        "weights: weights.safetensors\ndraws: weights.safetensors\ninput: scenes\n"
            + "layers: {classifier.2: classifier.3, classifier.4: classifier.6}\ncolours: bgr\npools: ceil\nhead: convolutional\n"
            + "score: max\nbatch-norm-epsilon: 0.01\nbatch-norm: kept\ntransform-input: true\n"
            + "architecture: inception_v3\nclassifier: weights.safetensors\nclasses: [a, b]")]
    public void A_written_spec_has_the_same_model(string card)
    {
        _folder.Write("card.yaml", card);
        _folder.Write("subject.yaml", $"model: {{extends: card.yaml}}\ninput: scenes\n{Data}");
        var written = SpecWriter.Write(_folder.Load(Spec));
        var (one, other) = (_folder.Load(Spec).Spec.Subject.Model, _folder.Load(written).Spec.Subject.Model);
        (other.Form.Identity, other.Weights.Value, other.Draws?.Value, other.Input?.Value).ShouldBe(
            (one.Form.Identity, one.Weights.Value, one.Draws?.Value, one.Input?.Value));
        other.Form.Classes.ShouldBe(one.Form.Classes);
        other.Form.Classifier.ShouldBe(one.Form.Classifier);
    }

    [Fact]
    public void A_classifier_that_does_not_exist_is_reported_at_its_place()
    {
        _folder.Write("subject.yaml", $"model: {{weights: weights.safetensors, classifier: head.safetensors}}\ninput: scenes\n{Data}");
        _folder.ErrorMessage(Spec).ShouldContain("subject.yaml:1:51: The file '");
        _folder.ErrorMessage(Spec).ShouldContain("head.safetensors' does not exist");
    }

    [Fact]
    public void A_card_is_recognised_by_its_extension()
    {
        ModelFile.IsCard("a/vgg16.yaml").ShouldBeTrue();
        ModelFile.IsCard("a/vgg16.pth").ShouldBeFalse();
        _folder.Write("card.yaml", "weights: weights.safetensors\npools: ceil\n");
        ModelFile.Read(_folder.Full("card.yaml")).Form.Pools.ShouldBe(PoolEdge.Ceil);
    }
}
