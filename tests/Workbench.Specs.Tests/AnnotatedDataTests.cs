using Workbench.Data;

namespace Workbench.Specs.Tests;

/// <summary>VOC and COCO data in specs.</summary>
public sealed class AnnotatedDataTests : IDisposable
{
    private const string Good = "methods: [beta]\nmetrics: [hits]\nsubject: subject.yaml\n";
    private readonly SpecFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Voc_may_be_a_tar_file_with_masks_and_difficult_pairs()
    {
        _folder.Write("test.tar", "");
        _folder.Write("difficult.txt", "");
        var data = Load("{format: voc, root: test.tar, split: test, truth: masks, difficult: difficult.txt}").ShouldBeOfType<VocData>();
        (data.Root.Value, data.Split, data.Truth, data.Difficult!.Value).ShouldBe(
            (_folder.Full("test.tar"), "test", GroundTruth.Masks, _folder.Full("difficult.txt")));
    }

    [Fact]
    public void Voc_has_boxes_and_no_list_by_default()
    {
        var data = Load("{format: voc, root: voc, split: val}").ShouldBeOfType<VocData>();
        (data.Truth, data.Difficult).ShouldBe((GroundTruth.Boxes, null));
    }

    [Fact]
    public void Coco_has_a_folder_and_a_file()
    {
        _folder.Write("instances.json", "");
        var data = Load("{format: coco, root: voc, annotations: instances.json}").ShouldBeOfType<CocoData>();
        (data.Root.Value, data.Annotations.Value, data.Classes, data.Truth, data.Crowds, data.Difficult).ShouldBe(
            (_folder.Full("voc"), _folder.Full("instances.json"), null, GroundTruth.Boxes, Crowds.Objects, null));
        data = Load(
                "{format: coco, root: voc, annotations: instances.json, truth: masks, crowds: difficult, classes: [a, b], "
                    + "difficult: instances.json}")
            .ShouldBeOfType<CocoData>();
        (data.Truth, data.Crowds, data.Difficult!.Value).ShouldBe((GroundTruth.Masks, Crowds.Difficult, _folder.Full("instances.json")));
        data.Classes.ShouldBe(["a", "b"]);
    }

    [Theory]
    [InlineData("{format: voc, root: voc, split: val")]
    [InlineData("{format: coco, root: voc, annotations: weights.safetensors")]
    [InlineData("{format: folder, root: voc")]
    [InlineData("{format: imagenet, root: voc")]
    public void Every_format_of_files_has_orientation_and_alpha(string data)
    {
        Load(data + "}").Reading.ShouldBe(PictureReading.Default);
        Load(data + ", orientation: upright, alpha: white}")
            .Reading.ShouldBe(new PictureReading(PictureOrientation.Upright, PictureAlpha.White));
        ExperimentFile
            .Load(_folder.Write("resolved.yaml", SpecWriter.Write(_folder.Load(Good))), new FakeCatalog())
            .Spec.Subject.Data.Reading.Orientation.ShouldBe(PictureOrientation.Upright);
        Write(data + ", orientation: turned}");
        _folder.ErrorMessage(Good).ShouldContain("Unknown value 'turned' of 'orientation'; known: stored, upright.");
    }

    [Fact]
    public void The_resolved_spec_has_every_key()
    {
        _folder.Write("instances.json", "");
        Write(
            "{format: coco, root: voc, annotations: instances.json, truth: masks, crowds: difficult, classes: [a, b], "
                + "difficult: instances.json}");
        var text = SpecWriter.Write(_folder.Load(Good));
        var again = ExperimentFile.Load(_folder.Write("elsewhere/resolved.yaml", text), new FakeCatalog());
        SpecWriter.Write(again).ShouldBe(text);
        var data = again.Spec.Subject.Data.ShouldBeOfType<CocoData>();
        (data.Truth, data.Crowds, data.Annotations.Value).ShouldBe((GroundTruth.Masks, Crowds.Difficult, _folder.Full("instances.json")));
    }

    [Theory]
    [InlineData("{format: voc, root: gone.tar, split: test}", "subject.yaml:3:27: The folder or tar file 'gone.tar' does not exist.")]
    [InlineData("{format: voc, root: voc, split: test, difficult: gone.txt}", "subject.yaml:3:56: The file 'gone.txt' does not exist.")]
    [InlineData(
        "{format: voc, root: voc, split: test, truth: mask}",
        "subject.yaml:3:52: Unknown value 'mask' of 'truth'; did you mean 'masks'?")]
    [InlineData(
        "{format: voc, root: voc, split: test, crowds: objects}",
        "subject.yaml:3:45: Unknown key 'crowds' in data; known: format, root, split, classes, truth, difficult, orientation, alpha.")]
    [InlineData("{format: coco, root: voc}", "subject.yaml:3:7: The key 'annotations' is missing in data.")]
    [InlineData("{format: coco, root: voc, annotations: gone.json}", "subject.yaml:3:46: The file 'gone.json' does not exist.")]
    [InlineData(
        "{format: coco, root: weights.safetensors, annotations: weights.safetensors}",
        "subject.yaml:3:28: The folder 'weights.safetensors' does not exist.")]
    [InlineData("{format: cocoa, root: voc}", "subject.yaml:3:16: Unknown value 'cocoa' of 'format'; did you mean 'coco'?")]
    public void Mistakes_are_reported_at_their_place(string data, string message)
    {
        Write(data);
        _folder.ErrorMessage(Good).ShouldBe(message);
    }

    private DataSpec Load(string data)
    {
        Write(data);
        return _folder.Load(Good).Spec.Subject.Data;
    }

    private void Write(string data) =>
        _folder.Write("subject.yaml", $"model: {{weights: weights.safetensors}}\ninput: voc-caffe\ndata: {data}\n");
}
