namespace Workbench.Engine.Runs;

/// <summary>
/// Images that wait until a batch of their size is full, so that photographs of several shapes, in any order, run in full batches.
/// </summary>
/// <param name="most">Maximum number of waiting images, at least 1. Above it, those that have waited longest run in a partial
/// batch.</param>
/// <param name="size">Width and height of an image's input, pixels.</param>
/// <param name="batch">Batch size for an image of this size.</param>
internal sealed class ImageQueue<T>(int most, Func<T, (int Width, int Height)> size, Func<T, int> batch) where T : class
{
    // Sorted by the arrival of each group's first image.
    private readonly List<List<T>> _bySize = [];

    public void Add(T image)
    {
        var same = _bySize.Find(images => size(images[0]) == size(image));
        if (same is null) _bySize.Add([image]);
        else same.Add(image);
    }

    /// <summary>
    /// The images to run next: all of one size, in order; null if it is better to wait for more. They stay until <see cref="Remove"/>.
    /// </summary>
    /// <param name="last">Whether all images have been added.</param>
    public IReadOnlyList<T>? Next(bool last)
    {
        var ready = _bySize.Find(images => images.Count >= BatchOf(images))
            ?? (last || _bySize.Sum(images => images.Count) > most ? _bySize.FirstOrDefault() : null);
        return ready?.Take(BatchOf(ready)).ToList();
    }

    /// <summary>Removes images that were run.</summary>
    /// <param name="images">The result of <see cref="Next"/>, or its first images.</param>

    public void Remove(IReadOnlyList<T> images)
    {
        var group = _bySize.Find(group => ReferenceEquals(group[0], images[0]))!;
        group.RemoveRange(0, images.Count);
        if (group.Count == 0) _bySize.Remove(group);
    }

    private int BatchOf(List<T> images) => Math.Max(1, batch(images[0]));
}
