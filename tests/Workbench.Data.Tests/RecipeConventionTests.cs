using System.Security.Cryptography;

namespace Workbench.Data.Tests;

/// <summary>Conventions whose names have numbers.</summary>
public sealed class RecipeConventionTests
{
    [Theory]
    [InlineData("imagenet-232-224", 500, 375, 224, "232, antialiased, then the central 224×224; ImageNet mean and deviation")]
    [InlineData("half-342-299", 30, 375, 299, "342, antialiased, then the central 299×299; mean and deviation 0.5")]
    [InlineData("half-480-480-bicubic", 64, 50, 480, "480, antialiased, bicubic, then the central 480×480; mean and deviation 0.5")]
    public void The_numbers_are_the_shorter_side_and_the_crop(string name, int width, int height, int crop, string summary)
    {
        var convention = InputConvention.FromName(name);
        (convention.Name, convention.Summary).ShouldBe((name, $"shorter side {summary}"));
        var input = convention.Apply(Pictures.Ramp(width, height));
        (input.Width, input.Height).ShouldBe((crop, crop));
        convention.InputSize(width, height).ShouldBe((crop, crop));
        InputConvention.FromName(name).ShouldBeSameAs(convention);
    }

    [Fact]
    public void Imagenets_own_numbers_are_imagenet() =>
        InputConvention.FromName("imagenet-256-224").ShouldBeSameAs(InputConvention.FromName("imagenet"));

    [Fact]
    public void A_square_is_resized_whatever_the_images_shape()
    {
        InputConvention.FromName("imagenet-square-224").ShouldBeSameAs(InputConvention.FromName("imagenet-square"));
        var convention = InputConvention.FromName("unit-square-32");
        convention.Summary.ShouldBe("resized to 32×32 whatever its shape, antialiased; values from 0 to 1");
        foreach (var range in convention.Ranges) (range.Low, range.High).ShouldBe((0, 1));
        var input = convention.Apply(Pictures.Ramp(50, 20));
        (input.Width, input.Height).ShouldBe((32, 32));
        convention.InputSize(50, 20).ShouldBe((32, 32));
        convention.MapPoint(50, 20, 25, 10).ShouldBe((16, 16));
    }

    [Fact]
    public void Caffes_scale_is_that_of_voc_caffe() =>
        InputConvention.FromName("caffe-256-227").Ranges.ShouldBe(InputConvention.FromName("voc-caffe").Ranges);

    [Fact]
    public void Half_scales_to_minus_one_to_one()
    {
        var convention = InputConvention.FromName("half-20-10");
        foreach (var range in convention.Ranges) (range.Low, range.High).ShouldBe((-1, 1));
        var image = Pictures.Ramp(20, 20);
        var input = convention.Apply(image);
        input.Chw[0].ShouldBe(image.Rgb[3 * (5 * 20 + 5)] / 127.5f - 1, 1e-6f);
        convention.ToImage(input).Rgb[..3].ShouldBe(image.Rgb.AsSpan(3 * (5 * 20 + 5), 3).ToArray());
    }

    // torchvision's GoogLeNet and Inception v3 get ImageNet's scaling and change it to this one themselves.
    [Fact]
    public void Half_is_imagenets_scaling_changed_by_torchvisions_networks()
    {
        var (mean, deviation) = (new[] { 0.485, 0.456, 0.406 }, new[] { 0.229, 0.224, 0.225 });
        var image = Pictures.Ramp(40, 30);
        var imagenet = InputConvention.FromName("imagenet-30-20").Apply(image);
        var half = InputConvention.FromName("half-30-20").Apply(image);
        for (var i = 0; i < half.Chw.Length; i++)
        {
            var channel = i / (20 * 20);
            half.Chw[i].ShouldBe((float)(imagenet.Chw[i] * (deviation[channel] / 0.5) + (mean[channel] - 0.5) / 0.5), 1e-6f);
        }
    }

    [Theory]
    [InlineData("imagenet-224-232", "The input convention 'imagenet-224-232' crops 232 pixels from a side of 224.")]
    [InlineData("half-5000-224", "The input convention 'half-5000-224' has a side of more than 4096 pixels.")]
    [InlineData(
        "imagenet-232",
        "Unknown input convention 'imagenet-232'; with numbers it is SCALE-SHORTER-CROP or SCALE-square-SIDE, where SCALE is "
            + "imagenet, half, unit or caffe, and either with -bicubic, such as imagenet-232-224.")]
    [InlineData("unit-square-5000", "The input convention 'unit-square-5000' has a side of more than 4096 pixels.")]
    [InlineData("unit-square", "Unknown input convention 'unit-square'")]
    [InlineData("unit-300", "with numbers it is")]
    [InlineData("imagenet-0232-224", "with numbers it is")]
    [InlineData("imagenet-232-224-bilinear", "with numbers it is")]
    [InlineData("imagenet-232-224\n", "with numbers it is")]
    [InlineData("Imagenet-232-224", "Unknown input convention 'Imagenet-232-224'")]
    [InlineData("unit-squar-300", "Unknown input convention 'unit-squar-300'; did you mean 'unit-square-300'?")]
    [InlineData("imagnet-232-224-bicubic", "did you mean 'imagenet-232-224-bicubic'?")]
    [InlineData("unit-squar-0", "Unknown input convention 'unit-squar-0'; known: ")]
    [InlineData("scenes-232-224", "Unknown input convention 'scenes-232-224'")]
    public void A_wrong_name_is_explained(string name, string message)
    {
        InputConvention.FindProblem(name).ShouldNotBeNull().ShouldContain(message);
        Should.Throw<DataException>(() => InputConvention.FromName(name)).Message.ShouldContain(message);
    }

    // SHA-256 of the pixels of PIL 9.4: Image.resize((width, height), Image.BICUBIC).
    [Theory]
    [InlineData(168, 112, "5ac1f13903df424351a9815a0d64a9f72eaf4a6a450bde3e714de65a296d7308")]
    [InlineData(96, 64, "ef1912d613db000cbab6514cbb20a5b247ce3c1912df954459699419648d6fc7")]
    [InlineData(600, 400, "117027ca166e6605adb445efb9cee9a947cc794981387598c1072ff50350fb2c")]
    [InlineData(333, 120, "30f4f6d1101362ac6c418077481c62756ee7988dac05fdcf46e36e7a266aa05d")]
    [InlineData(451, 300, "416b729128bfb2c3d1eb69bf9b1734a796293abc17939267b2dc94f8a5784031")]
    public void Bicubic_equals_pil_to_the_last_bit(int width, int height, string hash)
    {
        var pixels = Npy.Read(Repository.Reference("preprocess", "chelsea_uint8.npy"));
        var image = new Image(pixels.Shape[1], pixels.Shape[0], pixels.Bytes);
        Convert.ToHexStringLower(SHA256.HashData(Resampling.Antialiased(image, width, height, bicubic: true).Rgb)).ShouldBe(hash);
    }

    [Theory]
    [InlineData(40, 30, 17, 11)]
    [InlineData(40, 30, 90, 31)]
    [InlineData(7, 5, 3, 2)]
    public void Bicubic_is_near_a_slow_sum_in_float64(int width, int height, int toWidth, int toHeight)
    {
        var image = Pictures.Ramp(width, height);
        var found = Resampling.Antialiased(image, toWidth, toHeight, bicubic: true);
        for (var y = 0; y < toHeight; y++)
            for (var x = 0; x < toWidth; x++)
            {
                var (across, down) = (Cubics(x, width, toWidth), Cubics(y, height, toHeight));
                for (var channel = 0; channel < 3; channel++)
                {
                    var rows = down.Select((weight, row) => weight * Math.Clamp(
                        across.Select((share, column) => share * image.Rgb[3 * (row * width + column) + channel]).Sum(), 0, 255));
                    // Half a grey level for each of the two passes, the first of which may grow by the filter's negative parts.
                    Math.Abs(found.Rgb[3 * (y * toWidth + x) + channel] - Math.Clamp(rows.Sum(), 0, 255)).ShouldBeLessThan(1.3);
                }
            }
    }

    // The shares of all inputs in one output, by the definition of the filter.
    private static double[] Cubics(int at, int from, int to)
    {
        var (scale, stretch) = ((double)from / to, Math.Max((double)from / to, 1));
        var weights = Enumerable.Range(0, from).Select(i => Cubic((i + 0.5 - (at + 0.5) * scale) / stretch)).ToArray();
        return [.. weights.Select(weight => weight / weights.Sum())];
    }

    private static double Cubic(double x)
    {
        const double A = -0.5;
        var d = Math.Abs(x);
        return d < 1 ? (A + 2) * Math.Pow(d, 3) - (A + 3) * d * d + 1
            : d < 2 ? A * Math.Pow(d, 3) - 5 * A * d * d + 8 * A * d - 4 * A
            : 0;
    }
}
