using Workbench.Engine.Passes.Post;
using Workbench.Engine.Plugins;
using static TorchSharp.torch;

namespace Workbench.Engine.Tests.Passes.Post;

/// <summary>Compares each step with its definition written as loops, in float64.</summary>
public sealed class PostStepTests
{
    private const int Height = 5, Width = 7;
    private static readonly (int Height, int Width) s_input = (20, 30);

    // Two maps, as a step must not mix them.
    private static double[][,] Maps(int seed, int height = Height, int width = Width)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, 2).Select(_ => Grid(height, width, (_, _) => 4 * random.NextDouble() - 2))];
    }

    private static double[,] Grid(int height, int width, Func<int, int, double> value)
    {
        var grid = new double[height, width];
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++) grid[y, x] = value(y, x);
        return grid;
    }

    private static void Agree(string step, double[][,] maps, Func<double[,], double[,]> definition)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        var method = PostSteps.AddSteps(FakeMethod.Create("fake", new PassRequest()), PluginCall.ParseSteps(step));
        method.Name.ShouldBe($"fake | {step}");
        var given = stack([.. maps.Select(map => tensor(map))]).unsqueeze(1);
        var ours = ((MethodWithSteps)method.Method).Apply(given, s_input);
        foreach (var (i, map) in maps.Index())
        {
            var expected = definition(map);
            ours[i, 0].shape.ShouldBe([expected.GetLength(0), expected.GetLength(1)]);
            ours[i, 0]
                .contiguous()
                .data<double>()
                .ToArray()
                .Zip(expected.Cast<double>(), (a, b) => Math.Abs(a - b))
                .Max()
                .ShouldBeLessThan(1e-12, step);
        }
        given.data<double>().ToArray().ShouldBe(maps.SelectMany(map => map.Cast<double>()));   // the input is unchanged
    }

    private static double[,] Each(double[,] map, Func<double, double> value) =>
        Grid(map.GetLength(0), map.GetLength(1), (y, x) => value(map[y, x]));

    [Fact]
    public void Abs_is_the_magnitude() => Agree("abs", Maps(1), map => Each(map, Math.Abs));

    [Fact]
    public void Relu_drops_negative_values() => Agree("relu", Maps(2), map => Each(map, value => Math.Max(0, value)));

    [Fact]
    public void Normalize_takes_each_maps_range_to_0_and_1()
    {
        Agree("normalize", Maps(3), map =>
            Each(map, value => (value - map.Cast<double>().Min()) / (map.Cast<double>().Max() - map.Cast<double>().Min())));
        Agree("normalize", [Grid(3, 3, (_, _) => 4)], map => Each(map, _ => 0));
    }

    [Fact]
    public void Max_normalize_divides_by_each_maps_largest_magnitude()
    {
        Agree("max-normalize", Maps(4), map => Each(map, value => value / map.Cast<double>().Max(Math.Abs)));
        Agree("max-normalize", [Grid(3, 3, (_, _) => 0)], map => Each(map, _ => 0));
    }

    [Theory]
    [InlineData("resize", 20, 30)]
    [InlineData("resize{size=3}", 3, 4)]   // 4.5 rounds to even
    [InlineData("resize{size=11}", 11, 16)]
    public void Resize_interpolates_between_the_centres_of_pixels(string step, int height, int width) =>
        Agree(step, Maps(5), map => Grid(height, width, (y, x) =>
    {
        var (top, down) = At(y, height, Height);
        var (left, right) = At(x, width, Width);
        return (1 - down) * ((1 - right) * Value(top, left) + right * Value(top, left + 1))
            + down * ((1 - right) * Value(top + 1, left) + right * Value(top + 1, left + 1));

        double Value(int row, int column) => map[Math.Min(row, Height - 1), Math.Min(column, Width - 1)];

        // Position of an output pixel's centre on the input's grid, not before the first pixel.
        static (int First, double Share) At(int output, int outputs, int inputs)
        {
            var place = Math.Max(0, (output + 0.5) * inputs / outputs - 0.5);
            return ((int)place, place - (int)place);
        }
    }));

    [Theory]
    [InlineData("smooth", 1, false)]
    [InlineData("smooth{sigma=2.5}", 2.5, false)]
    [InlineData("smooth{sigma=0.4,border=reflect}", 0.4, true)]
    [InlineData("smooth{sigma=3,border=reflect}", 3, true)]   // reaches beyond the map and its mirror image
    public void Smooth_is_a_two_dimensional_Gaussian(string step, double sigma, bool mirrored) => Agree(step, Maps(6), map =>
    {
        var radius = (int)Math.Floor(4 * sigma + 0.5);
        return Grid(Height, Width, (y, x) =>
        {
            var (sum, weights) = (0.0, 0.0);
            for (var dy = -radius; dy <= radius; dy++)
                for (var dx = -radius; dx <= radius; dx++)
                {
                    var weight = Math.Exp(-(dy * dy + dx * dx) / (2 * sigma * sigma));
                    sum += weight * map[Inside(y + dy, Height), Inside(x + dx, Width)];
                    weights += weight;
                }
            return sum / weights;
        });

        int Inside(int at, int size)
        {
            if (!mirrored) return Math.Min(Math.Max(at, 0), size - 1);
            while (at < 0 || at >= size) at = at < 0 ? -at : 2 * (size - 1) - at;
            return at;
        }
    });

    [Fact]
    public void A_map_of_one_pixel_does_not_change() => Agree("smooth{sigma=3,border=reflect}", [Grid(1, 1, (_, _) => -2)], map => map);

    [Fact]
    public void Steps_are_applied_in_order()
    {
        static double Smallest(double[,] map) => map.Cast<double>().Min(Math.Abs);
        static double Largest(double[,] map) => map.Cast<double>().Max(Math.Abs);
        Agree("abs | normalize", Maps(7), map =>
            Each(map, value => (Math.Abs(value) - Smallest(map)) / (Largest(map) - Smallest(map))));
        Agree("relu | abs", Maps(8), map => Each(map, value => Math.Max(0, value)));
    }
}
