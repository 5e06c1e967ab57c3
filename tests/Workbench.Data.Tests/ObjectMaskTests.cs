using CsCheck;

namespace Workbench.Data.Tests;

/// <summary>Compares a mask with the set of its pixels.</summary>
public sealed class ObjectMaskTests
{
    private static readonly Gen<(int Width, int Height, bool[] Pixels)> s_pixels =
        from width in Gen.Int[1, 20]
        from height in Gen.Int[1, 20]
        from density in Gen.Int[0, 10]
        from pixels in Gen.Int[0, 9].Select(value => value < density).Array[width * height]
        select (width, height, pixels);

    [Fact]
    public void A_mask_has_the_pixels_of_its_condition() => s_pixels.Sample(given =>
    {
        var (width, height, pixels) = given;
        bool At(int x, int y) => x >= 0 && x < width && y >= 0 && y < height && pixels[y * width + x];
        var mask = ObjectMask.Where(0, 0, width - 1, height - 1, At);
        if (!pixels.Contains(true))
        {
            mask.ShouldBeNull();
            return;
        }
        for (var y = -1; y <= height; y++)
            for (var x = -1; x <= width; x++) mask!.Contains(x, y).ShouldBe(At(x, y));
        var inside = Enumerable.Range(0, pixels.Length).Where(i => pixels[i]).ToList();
        mask!.Count.ShouldBe(inside.Count);
        (mask.XMin, mask.XMax).ShouldBe((inside.Min(i => i % width), inside.Max(i => i % width)));
        (mask.YMin, mask.YMax).ShouldBe((inside.Min(i => i / width), inside.Max(i => i / width)));
    });

    [Fact]
    public void Runs_give_the_same_mask() => s_pixels.Sample(given =>
    {
        var (width, height, pixels) = given;
        ObjectMask
            .FromRunLengths(width, height, ToRunLengths(width, height, pixels))
            .ShouldBe(ObjectMask.Where(0, 0, width - 1, height - 1, (x, y) => pixels[y * width + x]));
    });

    [Fact]
    public void Masks_of_the_same_pixels_are_equal_and_so_are_their_objects()
    {
        ObjectMask? Without(int product) =>
            ObjectMask.Where(0, 0, 20, 20, (x, y) => x is > 3 and < 9 && y is > 5 and < 9 && x * y != product);
        Without(0).ShouldBe(Without(0));
        Without(0)!.GetHashCode().ShouldBe(Without(0)!.GetHashCode());
        Without(0).ShouldNotBe(Without(7 * 7));
        var box = new ImageObject(1, 4, 6, 8, 8, false);
        (box with { Mask = Without(0) }).ShouldBe(box with { Mask = Without(0) });
        (box with { Mask = Without(0) }).ShouldNotBe(box);
        box.Covers(8, 8).ShouldBeTrue();
        (box with { Mask = Without(64) }).Covers(8, 8).ShouldBeFalse();
    }

    [Theory]
    [InlineData(new long[] { 5 }, "The runs have 5 pixels, but an image of 2×3 has 6.")]
    [InlineData(new long[] { 3, 4 }, "Run 1 of 4 pixels does not fit into 2×3.")]
    [InlineData(new long[] { 3, -1, 4 }, "Run 1 of -1 pixels does not fit into 2×3.")]
    [InlineData(new long[] { 1, long.MaxValue, 1 }, "Run 1 of 9223372036854775807 pixels does not fit into 2×3.")]
    public void Runs_that_do_not_fill_the_image_are_refused(long[] runs, string message) =>
        Should.Throw<ArgumentException>(() => ObjectMask.FromRunLengths(2, 3, runs)).Message.ShouldStartWith(message);

    /// <summary>Run lengths in column order.</summary>
    internal static List<long> ToRunLengths(int width, int height, bool[] pixels)
    {
        var runs = new List<long> { 0 };
        for (var at = 0; at < width * height; at++)
        {
            var inside = pixels[at % height * width + at / height];
            if (inside != (runs.Count % 2 == 0)) runs.Add(0);
            runs[^1]++;
        }
        return runs;
    }
}
