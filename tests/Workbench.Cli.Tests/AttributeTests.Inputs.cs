namespace Workbench.Cli.Tests;

// Inputs of a wrong size or shape.
public sealed partial class AttributeTests
{
    [Theory]
    [InlineData("1,1,32,32", "An input has three channels, before height and width.")]
    [InlineData("1,32,32,3", "Channels come first: save array.transpose(0, 3, 1, 2).")]
    [InlineData("32,32,3", "Channels come first: save array.transpose(2, 0, 1)[None].")]
    [InlineData("1,3,0,0", "It is empty.")]
    [InlineData("2,3,32,32", "It holds several inputs: save one input per file.")]
    public void The_fault_of_an_array_s_shape_is_named(string shape, string fault)
    {
        using var place = new Workplace(subject);
        File.WriteAllBytes(place["a.npy"], Array([.. shape.Split(',').Select(int.Parse)]));
        var run = Attribute(place, "a.npy", "--model", Model, "--method", "gradcam@b5", "--raw");
        run.Code.ShouldBe(3, run.Error);
        run.Error.ShouldContain($"The array 'a.npy' has shape [{shape}] instead of [1,3,H,W]. {fault}");
    }

    [Theory]
    [InlineData("unit-square-10", "unit-square-64")]
    [InlineData("imagenet-20-20", "imagenet-square-64")]
    public void A_convention_that_gives_too_small_an_input_is_named(string convention, string better)
    {
        using var place = new Workplace(subject);
        var run = Attribute(place, "voc/JPEGImages/a1.jpg", "--model", Model, "--input", convention, "--method", "gradcam@b5", "--raw");
        run.Code.ShouldBe(3, run.Error);
        run.Error.ShouldContain($"The input convention '{convention}' gives this size: choose another one, such as --input {better}.");
        run.Error.ShouldNotContain("Enlarge it");
    }

    [Fact]
    public void An_assumed_convention_is_said_for_pictures()
    {
        const string Note = "note: Neither the weights nor a card names an input convention; 'imagenet' is used.";
        using var place = new Workplace(subject);
        Outcome Of(string input, params string[] more) => Attribute(
            place, [input, "--model", Model, "--method", "gradcam@b5", "--raw", .. more]);
        Of("voc/JPEGImages/a1.jpg").Error.ShouldContain(Note);
        Of("voc/JPEGImages/a1.jpg", "--input", "imagenet").Error.ShouldNotContain("note: Neither");
        File.WriteAllBytes(place["a.npy"], Array([1, 3, 64, 64]));
        Of("a.npy").Error.ShouldNotContain("note: Neither");
    }
}
