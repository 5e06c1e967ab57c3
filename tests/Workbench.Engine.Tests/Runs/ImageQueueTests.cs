using CsCheck;
using Workbench.Engine.Runs;

namespace Workbench.Engine.Tests.Runs;

/// <summary>Images of several sizes run in full batches, each image once.</summary>
public sealed class ImageQueueTests
{
    [Fact]
    public void Alternating_sizes_make_full_batches()
    {
        var (batches, _) = Run([1, 2, 1, 2, 1, 2, 1, 2], most: 100, (_, _) => 4);
        batches.ShouldBe([["0", "2", "4", "6"], ["1", "3", "5", "7"]]);
    }

    [Fact]
    public void Beyond_the_limit_the_images_that_waited_longest_run()
    {
        var (batches, waited) = Run([1, 2, 3, 4, 1], most: 3, (_, _) => 4);
        batches.ShouldBe([["0"], ["1"], ["2"], ["3"], ["4"]]);
        waited.ShouldBe(4);
    }

    // For any sequence of sizes and any batch size.
    [Fact]
    public void Every_image_runs_once_with_images_of_its_size_in_order() =>
        Gen.Select(Gen.Int[1, 4].Array[0, 40], Gen.Int[1, 9], Gen.Int[1, 5].Array[5])
            .Sample(
                (sizes, most, fits) =>
    {
        var (batches, waited) = Run(sizes, most, (width, _) => fits[width]);
        batches
            .SelectMany(batch => batch)
            .Order(StringComparer.Ordinal)
            .ShouldBe(Enumerable.Range(0, sizes.Length).Select(i => $"{i}").Order(StringComparer.Ordinal));
        foreach (var batch in batches)
        {
            batch.Select(id => sizes[int.Parse(id)]).Distinct().Count().ShouldBe(1);
            batch.Length.ShouldBeLessThanOrEqualTo(fits[sizes[int.Parse(batch[0])]]);
            batch.Select(int.Parse).ShouldBeInOrder();
        }
        waited.ShouldBeLessThanOrEqualTo(most + 1);
    });

    // Returns the batches, and the most images that waited at a time.
    private static (List<string[]> Batches, int Waited) Run(int[] widths, int most, Func<int, int, int> fits)
    {
        var (waiting, batches, left, waited) = (
            new ImageQueue<Picture>(most, image => (image.Width, 1), image => fits(image.Width, 1)),
            new List<string[]>(),
            0,
            0);
        foreach (var (i, width) in widths.Index())
        {
            waiting.Add(new Picture($"{i}", width));
            waited = Math.Max(waited, ++left);
            Flush(last: false);
        }
        Flush(last: true);
        return (batches, waited);

        void Flush(bool last)
        {
            while (waiting.Next(last) is { } batch)
            {
                batches.Add([.. batch.Select(image => image.Id)]);
                waiting.Remove(batch);
                left -= batch.Count;
            }
        }
    }

    private sealed record Picture(string Id, int Width);
}
