namespace Workbench.Cli.Tests;

// Inputs of a wrong size or shape.
public sealed partial class AttributeTests
{
    [Theory]
    [InlineData("unit-square-10", "unit-square-224")]
    [InlineData("imagenet-20-20", "imagenet-square-224")]
    public void A_convention_that_gives_too_small_an_input_is_named(string convention, string better)
    {
        using var place = new Workplace(subject);
        var run = Attribute(place, "voc/JPEGImages/a1.jpg", "--model", Model, "--input", convention, "--method", "gradcam@b5", "--raw");
        run.Code.ShouldBe(3, run.Error);
        run.Error.ShouldContain($"The input convention '{convention}' gives this size: choose another one, such as --input {better}.");
        run.Error.ShouldNotContain("Enlarge it");
    }
}
