using Workbench.Data;

namespace Workbench.Engine.Runs;

/// <summary>Images that wait until a batch of their size is full: photographs of several shapes, in any order, run in full batches all the same.</summary>
/// <param name="most">Images that may wait in all, at least 1; of more, those that have waited longest run as they are.</param>
/// <param name="batch">How many images of a width and height run together.</param>
internal sealed class WaitingImages(int most, Func<int, int, int> batch)
{
    // In the order in which their first images came.
    private readonly List<List<Prepared>> _bySize = [];

    /// <summary>Takes in an image that can be run.</summary>
    public void Add(Prepared image)
    {
        var same = _bySize.Find(images => (images[0].Input!.Width, images[0].Input!.Height) == (image.Input!.Width, image.Input.Height));
        if (same is null) _bySize.Add([image]);
        else same.Add(image);
    }

    /// <summary>The images to run next, all of one size, in the order in which they came; null where it is better to wait for more. They wait until they are <see cref="Remove">removed</see>.</summary>
    /// <param name="last">Whether no more come.</param>
    public IReadOnlyList<Prepared>? Next(bool last)
    {
        var ready = _bySize.Find(images => images.Count >= BatchOf(images)) ?? (last || _bySize.Sum(images => images.Count) > most ? _bySize.FirstOrDefault() : null);
        return ready?.Take(BatchOf(ready)).ToList();
    }

    /// <summary>Images that were run wait no longer.</summary>
    /// <param name="images">What <see cref="Next"/> returned, or the first of it.</param>
    public void Remove(IReadOnlyList<Prepared> images)
    {
        var group = _bySize.Find(group => ReferenceEquals(group[0], images[0]))!;
        group.RemoveRange(0, images.Count);
        if (group.Count == 0) _bySize.Remove(group);
    }

    private int BatchOf(List<Prepared> images) => Math.Max(1, batch(images[0].Input!.Width, images[0].Input!.Height));
}
