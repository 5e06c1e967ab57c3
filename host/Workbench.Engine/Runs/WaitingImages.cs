namespace Workbench.Engine.Runs;

/// <summary>Images that wait until a batch of their size is full: photographs of several shapes, in any order, run in full batches all the same.</summary>
/// <param name="most">Images that may wait in all, at least 1; of more, those that have waited longest run as they are.</param>
/// <param name="size">Width and height of an image's input, pixels.</param>
/// <param name="batch">How many images of the size of one run together.</param>
internal sealed class WaitingImages<T>(int most, Func<T, (int Width, int Height)> size, Func<T, int> batch) where T : class
{
    // In the order in which their first images came.
    private readonly List<List<T>> _bySize = [];

    /// <summary>Takes in an image.</summary>
    public void Add(T image)
    {
        var same = _bySize.Find(images => size(images[0]) == size(image));
        if (same is null) _bySize.Add([image]);
        else same.Add(image);
    }

    /// <summary>The images to run next, all of one size, in the order in which they came; null where it is better to wait for more. They wait until they are <see cref="Remove">removed</see>.</summary>
    /// <param name="last">Whether no more come.</param>
    public IReadOnlyList<T>? Next(bool last)
    {
        var ready = _bySize.Find(images => images.Count >= BatchOf(images))
            ?? (last || _bySize.Sum(images => images.Count) > most ? _bySize.FirstOrDefault() : null);
        return ready?.Take(BatchOf(ready)).ToList();
    }

    /// <summary>Images that were run wait no longer.</summary>
    /// <param name="images">What <see cref="Next"/> returned, or the first of it.</param>
    public void Remove(IReadOnlyList<T> images)
    {
        var group = _bySize.Find(group => ReferenceEquals(group[0], images[0]))!;
        group.RemoveRange(0, images.Count);
        if (group.Count == 0) _bySize.Remove(group);
    }

    private int BatchOf(List<T> images) => Math.Max(1, batch(images[0]));
}
