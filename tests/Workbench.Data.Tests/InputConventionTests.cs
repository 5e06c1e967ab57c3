namespace Workbench.Data.Tests;

public sealed class InputConventionTests
{
    private static readonly Image s_chelsea = Chelsea();

    [Fact]
    public void The_names_are_stable() =>
        InputConvention.Names.ShouldBe(["imagenet", "imagenet-square", "cntk-square", "voc-caffe", "scenes"]);

    [Fact]
    public void A_mistyped_name_gets_a_suggestion() =>
        Should
            .Throw<DataException>(() => InputConvention.FromName("voc-cafe"))
            .Message.ShouldBe("Unknown input convention 'voc-cafe'; did you mean 'voc-caffe'?");

    [Fact]
    public void An_unknown_name_lists_all_names() =>
        Should.Throw<DataException>(() => InputConvention.FromName("something")).Message
            .ShouldBe(
                "Unknown input convention 'something'; known: imagenet, imagenet-square, cntk-square, voc-caffe, scenes; "
                    + $"with numbers it is {InputConvention.RecipeForm}, such as imagenet-232-224.");

    [Theory]
    [InlineData("imagenet", 500, 375, 224, 224)]
    [InlineData("imagenet", 300, 301, 224, 224)]
    [InlineData("imagenet", 10, 20, 224, 224)]
    [InlineData("imagenet-square", 500, 375, 224, 224)]
    [InlineData("voc-caffe", 500, 375, 298, 224)]
    [InlineData("voc-caffe", 500, 333, 336, 224)]
    [InlineData("voc-caffe", 375, 500, 224, 298)]
    [InlineData("voc-caffe", 224, 224, 224, 224)]
    [InlineData("scenes", 224, 224, 224, 224)]
    [InlineData("scenes", 50, 30, 50, 30)]
    public void Inputs_have_the_sizes_of_the_definitions(string name, int width, int height, int inputWidth, int inputHeight)
    {
        var convention = InputConvention.FromName(name);
        var input = convention.Apply(Pictures.Ramp(width, height));
        (input.Width, input.Height).ShouldBe((inputWidth, inputHeight));
        input.Chw.Length.ShouldBe(3 * inputWidth * inputHeight);
        convention.InputSize(width, height).ShouldBe((inputWidth, inputHeight));
    }

    [Fact]
    public void Antialiased_equals_pil_and_torchvision_to_the_last_bit() =>
        LargestDifference(InputConvention.ImageNet(112, null).Apply(s_chelsea), "chelsea_imagenet_112.npy").ShouldBe(0);

    // Values reach 150. The limit is three units in float32's last place, for a different order of the same operations.
    [Fact]
    public void Not_antialiased_equals_torchray() =>
        LargestDifference(InputConvention.VocCaffe(112).Apply(s_chelsea), "chelsea_voc_112.npy").ShouldBeLessThanOrEqualTo(5e-5);

    [Fact]
    public void Crop_takes_the_centre()
    {
        var whole = InputConvention.ImageNet(112, null).Apply(s_chelsea);
        var crop = InputConvention.ImageNet(112, 100).Apply(s_chelsea);
        for (var channel = 0; channel < 3; channel++)
            for (var y = 0; y < 100; y++)
                crop.Chw.AsSpan((channel * 100 + y) * 100, 100)
                    .SequenceEqual(whole.Chw.AsSpan((channel * 112 + y + 6) * 168 + 34, 100)).ShouldBeTrue();
    }

    [Fact]
    public void Half_a_pixel_of_crop_goes_to_the_even_side()
    {
        var image = Pictures.Ramp(13, 10);
        var crop = InputConvention.ImageNet(10, 8).Apply(image);
        InputConvention.FromName("scenes").ToImage(crop).Rgb[..3].ShouldBe(image.Rgb.AsSpan(3 * (1 * 13 + 2), 3).ToArray());
    }

    [Theory]
    [InlineData(100, 80)]
    [InlineData(451, 300)]
    public void Same_size_changes_no_pixel(int width, int height)
    {
        var image = Pictures.Ramp(width, height);
        Resampling.Antialiased(image, width, height).Rgb.ShouldBe(image.Rgb);
        var planes = new ModelInput(Resampling.FourNearest(image, width, height), width, height);
        planes.Channel(1).ToArray().ShouldBe(image.Rgb.Chunk(3).Select(pixel => (float)pixel[1]));
    }

    [Theory]
    [InlineData(3, 5)]
    [InlineData(200, 150)]
    [InlineData(1, 1)]
    public void A_flat_picture_stays_flat(int width, int height)
    {
        var flat = new Image(64, 48, [.. Enumerable.Repeat((byte)255, 3 * 64 * 48)]);
        Resampling.Antialiased(flat, width, height).Rgb.ShouldAllBe(value => value == 255);
        Resampling.FourNearest(flat, width, height).ShouldAllBe(value => Math.Abs(value - 255) < 1e-4);
    }

    [Theory]
    [InlineData("scenes")]
    [InlineData("imagenet-square")]
    [InlineData("voc-caffe")]
    public void Picture_undoes_the_scaling(string name)
    {
        var image = Pictures.Ramp(224, 224);
        var convention = InputConvention.FromName(name);
        convention.ToImage(convention.Apply(image)).Rgb.ShouldBe(image.Rgb);
    }

    [Fact]
    public void Caffe_values_are_rgb_minus_the_mean()
    {
        var image = new Image(224, 224, [.. Enumerable.Repeat<byte[]>([10, 20, 30], 224 * 224).SelectMany(pixel => pixel)]);
        var input = InputConvention.FromName("voc-caffe").Apply(image);
        input.Chw[0].ShouldBe(10 - 123.68f, 1e-4f);
        input.Chw[224 * 224].ShouldBe(20 - 116.779f, 1e-4f);
        input.Chw[^1].ShouldBe(30 - 103.939f, 1e-4f);
    }

    private static double LargestDifference(ModelInput input, string reference)
    {
        var expected = Npy.Read(Repository.Reference("preprocess", reference));
        expected.Shape.ShouldBe([3, input.Height, input.Width]);
        return input.Chw.Zip(expected.Floats(), (a, b) => Math.Abs((double)a - b)).Max();
    }

    private static Image Chelsea()
    {
        var pixels = Npy.Read(Repository.Reference("preprocess", "chelsea_uint8.npy"));
        return new Image(pixels.Shape[1], pixels.Shape[0], pixels.Bytes);
    }
}
