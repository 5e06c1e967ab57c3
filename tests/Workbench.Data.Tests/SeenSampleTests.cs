namespace Workbench.Data.Tests;

/// <summary>Boxes and masks in pixels of the model's input.</summary>
public sealed class SeenSampleTests
{
    private static Sample CreateSample(int width, int height, params ImageObject[] objects) => new("x", width, height, objects);

    [Fact]
    public void An_input_that_is_not_resized_keeps_them()
    {
        var sample = CreateSample(224, 224, new ImageObject(1, 0, 5, 223, 100, false));
        InputConvention.FromName("scenes").MapSample(sample).Objects.ShouldBe(sample.Objects);
    }

    [Fact]
    public void A_square_squeezes_each_side_by_its_own_factor()
    {
        var seen = InputConvention
            .FromName("imagenet-square")
            .MapSample(CreateSample(448, 112, new ImageObject(0, 0, 0, 447, 111, false), new ImageObject(1, 100, 28, 199, 55, true)));
        (seen.Width, seen.Height).ShouldBe((224, 224));
        seen.Objects.ShouldBe([new ImageObject(0, 0, 0, 223, 223, false), new ImageObject(1, 50, 56, 99, 111, true)]);
    }

    [Fact]
    public void A_crop_cuts_boxes_and_leaves_out_those_outside()
    {
        // 512×256: the shorter side is kept; the central 224 columns begin at 144, the rows at 16.
        var seen = InputConvention
            .FromName("imagenet")
            .MapSample(
                CreateSample(
                    512,
                    256,
                    new ImageObject(0, 0, 0, 511, 255, false),
                    new ImageObject(1, 200, 100, 299, 149, false),
                    new ImageObject(2, 0, 0, 100, 255, false)));
        (seen.Width, seen.Height).ShouldBe((224, 224));
        seen.Objects.ShouldBe([new ImageObject(0, 0, 0, 223, 223, false), new ImageObject(1, 56, 84, 155, 133, false)]);
    }

    [Fact]
    public void Labels_apply_to_the_whole_image_and_stay()
    {
        var sample = CreateSample(512, 256, new ImageObject(2, 0, 0, 100, 255, false)) with { Labels = [7, 2, 7] };
        sample.PresentClasses.ShouldBe([2, 7]);
        var seen = InputConvention.FromName("imagenet").MapSample(sample);
        seen.Objects.ShouldBeEmpty();
        seen.PresentClasses.ShouldBe([2, 7]);
    }

    [Fact]
    public void Masks_are_cut_and_squeezed_with_their_boxes_and_flags_stay()
    {
        var left = new ImageObject(0, 0, 0, 447, 111, false) { Mask = ObjectMask.Where(0, 0, 223, 111, (_, _) => true) };
        var seen = InputConvention.FromName("imagenet-square").MapSample(CreateSample(448, 112, left) with { Flagged = [3] });
        seen.Objects.ShouldBe([new ImageObject(0, 0, 0, 223, 223, false) { Mask = ObjectMask.Where(0, 0, 111, 223, (_, _) => true) }]);
        seen.Flagged.ShouldBe([3]);
        // The box reaches into the crop (columns 144 to 367); the mask does not.
        var beside = new ImageObject(0, 0, 0, 511, 255, false) { Mask = ObjectMask.Where(0, 0, 100, 255, (_, _) => true) };
        InputConvention.FromName("imagenet").MapSample(CreateSample(512, 256, beside)).Objects.ShouldBeEmpty();
        var within = new ImageObject(0, 0, 0, 511, 255, false) { Mask = ObjectMask.Where(140, 10, 150, 20, (_, _) => true) };
        InputConvention
            .FromName("imagenet")
            .MapSample(CreateSample(512, 256, within))
            .Objects.Single()
            .Mask.ShouldBe(ObjectMask.Where(0, 0, 6, 4, (_, _) => true));
    }
}
