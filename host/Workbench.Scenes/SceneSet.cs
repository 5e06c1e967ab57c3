namespace Workbench.Scenes;

/// <summary>Rendered scenes on disk in VOC's layout. They are rendered once and kept.</summary>
public static class SceneSet
{
    /// <summary>Approximate size of a scene's files, bytes.</summary>
    private const int BytesPerScene = 60_000;

    /// <summary>
    /// Returns a folder with the set; renders missing scenes on all cores. An interrupted run is resumed: the list of images is written
    /// last, so a folder without it is unfinished.
    /// </summary>
    /// <param name="cacheFolder">Parent folder of the set's own folder, which is named by renderer version, seed, split and count.</param>
    /// <param name="seed">Seed of the set.</param>
    /// <param name="split">Name of the split, such as <c>test</c>: letters, digits and dashes.</param>
    /// <param name="count">Number of scenes, at least 1.</param>
    /// <param name="progress">Receives the number of finished scenes.</param>
    /// <param name="cancel">Stops the work; finished scenes are kept.</param>
    /// <returns>The root of the VOC layout.</returns>
    /// <exception cref="ArgumentException">The split's name is not valid, or the count is not positive.</exception>
    /// <exception cref="SceneSetException">The folder cannot be written.</exception>
    public static string Ensure(
        string cacheFolder,
        ulong seed,
        string split,
        int count,
        IProgress<int>? progress = null,
        CancellationToken cancel = default)
    {
        Check(split, count);
        var root = Path.Combine(cacheFolder, $"v{SceneRenderer.Version}-seed{seed}-{split}-{count}");
        Render(root, seed, split, count, progress, cancel);
        return root;
    }

    /// <summary>Renders a set into the given folder; otherwise like <see cref="Ensure"/>.</summary>
    /// <inheritdoc cref="Ensure"/>
    public static void Render(
        string root,
        ulong seed,
        string split,
        int count,
        IProgress<int>? progress = null,
        CancellationToken cancel = default)
    {
        Check(split, count);
        if (File.Exists(VocFiles.List(root, split))) return;
        try
        {
            VocFiles.MakeFolders(root);
            var ready = 0;
            Parallel.For(
                0,
                count,
                new ParallelOptions { CancellationToken = cancel, MaxDegreeOfParallelism = Environment.ProcessorCount },
                () => new SceneRenderer(),
                (i, _, renderer) =>
                {
                    if (!VocFiles.Holds(root, i)) VocFiles.Write(root, i, renderer.Draw(seed, split, i));
                    progress?.Report(Interlocked.Increment(ref ready));
                    return renderer;
                },
                renderer => renderer.Dispose());
            VocFiles.WriteList(root, split, count);
        }
        catch (AggregateException error) when (error.InnerExceptions.All(inner => inner is IOException or UnauthorizedAccessException))
        {
            throw Unwritable(root, count, error.InnerExceptions[0]);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(root, count, error);
        }
    }

    private static void Check(string split, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        if (split.Length == 0 || !split.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-'))
            throw new ArgumentException($"The split name '{split}' is not valid; use letters, digits and dashes.", nameof(split));
    }

    private static SceneSetException Unwritable(string root, int count, Exception error) => new(
        $"The {count} scenes cannot be written to '{root}': {error.Message} "
        + $"They take about {Math.Max(1, (long)count * BytesPerScene / 1_000_000)} MB; free some space or choose another folder. "
        + "Finished scenes are kept.",
        error);
}

/// <summary>Scenes cannot be written; the message says where, why and what to do.</summary>
public sealed class SceneSetException(string message, Exception inner) : Exception(message, inner);
