using System.Globalization;
using System.Text;
using CsCheck;
using Workbench.Data.Coco;

namespace Workbench.Data.Tests;

/// <summary>Compares COCO's polygons with a test of each pixel's centre, and round-trips its run lengths.</summary>
public sealed class CocoMaskTests
{
    private const int Width = 17, Height = 13;

    [Fact]
    public void Polygons_cover_their_union() =>
        Gen.Select(Gen.Double[-4, 21], Gen.Double[-4, 17])
            .Array[3, 9]
            .Array[1, 3]
            .Sample(polygons => Compare([.. polygons.Select(Flatten)]), iter: 500);

    // Corners on pixels' edges and centres test the equalities of the rule.
    [Fact]
    public void Corners_on_centres_belong_to_one_side() =>
        Gen.Select(Gen.Int[-4, 40], Gen.Int[-4, 30])
            .Array[1, 9]
            .Array[1, 3]
            .Sample(
                polygons =>
                    Compare([
                        .. polygons.Select(polygon => Flatten([.. polygon.Select(corner => (corner.Item1 / 2.0, corner.Item2 / 2.0))])),
                    ]),
                iter: 500);

    [Fact]
    public void A_rectangle_has_its_pixels_and_a_hole_none()
    {
        var mask = Read("[[2,3,6,3,6,5,2,5]]")!;
        mask.ShouldBe(ObjectMask.Where(2, 3, 5, 4, (_, _) => true));
        // The path goes around the hole in the other direction: inside the hole, an even number of edges lies to the left.
        Read("[[0,0,9,0,9,9,0,9,0,0,3,3,3,6,6,6,6,3,3,3]]")!.Count.ShouldBe(81 - 9);
        Read("[]").ShouldBeNull();
        Read("[[1.1,1.1,1.2,1.2,1.1,1.3]]").ShouldBeNull();
        Read("[[-9e300,-9e300,9e300,-9e300,9e300,9e300,-9e300,9e300]]")!.Count.ShouldBe(Width * Height);
    }

    [Fact]
    public void Plain_and_compressed_run_lengths_round_trip() =>
        Gen.Select(Gen.Int[1, 30], Gen.Int[1, 30], Gen.Int[0, 10], Gen.Int).Sample((width, height, density, seed) =>
        {
            var random = new Random(seed);
            var blocky = random.Next(1, 6);
            var values = Enumerable.Range(0, 900).Select(_ => random.Next(10) < density).ToArray();
            bool[] pixels = [.. Enumerable.Range(0, width * height).Select(i => values[i / blocky % 900])];
            var runs = ObjectMaskTests.ToRunLengths(width, height, pixels);
            var expected = ObjectMask.Where(0, 0, width - 1, height - 1, (x, y) => pixels[y * width + x]);
            CocoMask.Decompress(Compress(runs)).ShouldBe(runs);
            Read($$"""{"size": [{{height}}, {{width}}], "counts": [{{string.Join(',', runs)}}]}""", width, height).ShouldBe(expected);
            Read(
                    $$"""{"counts": {{System.Text.Json.JsonSerializer.Serialize(Compress(runs))}}, "size": [{{height}}, {{width}}]}""",
                    width,
                    height)
                .ShouldBe(expected);
        });

    // A text written by the COCO API: a mask of 4×3 pixels whose runs are 2, 3, 7.
    [Fact]
    public void Short_runs_are_one_character_each() => CocoMask.Decompress("237").ShouldBe([2, 3, 7]);

    [Fact]
    public void Longer_runs_take_more_characters_the_lowest_bits_first() =>
        // 16 has the sign bit set in five bits, so another character follows. The fourth number is the difference to the second: 20 − 16.
        CocoMask.Decompress("0`054").ShouldBe([0, 16, 5, 20]);

    [Theory]
    [InlineData("[[1,2,3]]", "a polygon has 3 numbers; x and y alternate, so the count must be even")]
    [InlineData("[[1,2,3,\"4\"]]", "a polygon has a value that is not a number")]
    [InlineData("[[1,2,3,1e999]]", "a polygon has a value that is not a number")]
    [InlineData("[1,2]", "a polygon is not a list of numbers")]
    [InlineData("{}", "its run lengths lack 'size' or 'counts'")]
    [InlineData("{\"size\":[13,17],\"counts\":7}", "its 'counts' is not a list")]
    [InlineData("{\"size\":[13,17],\"counts\":[1.5]}", "its 'counts' has a value that is not a whole number")]
    [InlineData("{\"size\":[17,13],\"counts\":[]}", "its run lengths are for [17, 13] rows and columns, but the image has [13, 17]")]
    [InlineData("{\"size\":[13,17],\"counts\":[5,6]}", "The runs have 11 pixels, but an image of 17×13 has 221")]
    [InlineData("{\"size\":[13,17],\"counts\":[0,99999999999]}", "Run 1 of 99999999999 pixels does not fit into 17×13")]
    [InlineData("{\"size\":[13,17],\"counts\":\"2~\"}", "its compressed run lengths have an invalid character at 2")]
    [InlineData("{\"size\":[13,17],\"counts\":\"oooooooooooooooo\"}", "its compressed run lengths have an invalid character at 13")]
    [InlineData("{\"size\":[13,17],\"counts\":\"2o\"}", "its compressed run lengths end inside a number")]
    public void A_malformed_segmentation_is_explained(string json, string why) =>
        Should.Throw<FormatException>(() => Read(json)).Message.ShouldBe(why);

    private static ObjectMask? Read(string json, int width = Width, int height = Height) =>
        CocoMask.Read(Encoding.UTF8.GetBytes(json), width, height);

    private static double[] Flatten((double X, double Y)[] corners) => [.. corners.SelectMany(corner => new[] { corner.X, corner.Y })];

    private static void Compare(double[][] polygons)
    {
        string Numbers(double[] polygon) => string.Join(',', polygon.Select(value => value.ToString("R", CultureInfo.InvariantCulture)));
        var json = $"[{string.Join(',', polygons.Select(polygon => $"[{Numbers(polygon)}]"))}]";
        var expected = ObjectMask.Where(0, 0, Width - 1, Height - 1, (x, y) =>
            polygons.Any(polygon => IsInside(polygon, x + 0.5, y + 0.5)));
        Read(json).ShouldBe(expected, json);
    }

    // Even-odd rule: an odd number of edges pass to the right of the point.
    private static bool IsInside(double[] polygon, double x, double y)
    {
        var inside = false;
        for (var i = 0; i < polygon.Length; i += 2)
        {
            var (x1, y1, x2, y2) = (polygon[i], polygon[i + 1], polygon[(i + 2) % polygon.Length], polygon[(i + 3) % polygon.Length]);
            if (y1 > y != y2 > y && x < x1 + (y - y1) * (x2 - x1) / (y2 - y1)) inside = !inside;
        }
        return inside;
    }

    // The inverse of CocoMask.Decompress.
    private static string Compress(IReadOnlyList<long> runs)
    {
        var text = new StringBuilder();
        for (var i = 0; i < runs.Count; i++)
        {
            var value = i > 2 ? runs[i] - runs[i - 2] : runs[i];
            for (var more = true; more;)
            {
                var bits = value & 31;
                value >>= 5;
                more = (bits & 16) != 0 ? value != -1 : value != 0;
                text.Append((char)((more ? bits | 32 : bits) + '0'));
            }
        }
        return text.ToString();
    }
}
