namespace Workbench.Scenes;

/// <summary>Rendered scenes on disk, in VOC's layout, made once and kept.</summary>
public static class SceneSet
{
    /// <summary>Bytes that a scene's files take, about.</summary>
    private const int BytesPerScene = 60_000;

    /// <summary>
    /// Returns a folder that holds the set, rendering what is missing on all cores. A run that was broken off is taken up where it stopped: the list of
    /// images is written last, and a folder without it is unfinished.
    /// </summary>
    /// <param name="cacheFolder">Folder in which the set gets a folder of its own, named by renderer version, seed, split and count.</param>
    /// <param name="seed">Seed of the set.</param>
    /// <param name="split">Name of the split, such as <c>test</c>: letters, digits and dashes.</param>
    /// <param name="count">Number of scenes, at least 1.</param>
    /// <param name="progress">Told the number of scenes that are ready.</param>
    /// <param name="cancel">Stops the work; what is finished is kept.</param>
    /// <returns>The root of the VOC layout.</returns>
    /// <exception cref="ArgumentException">The split is no plain name, or the count is not positive.</exception>
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

    /// <summary>Renders a set into a folder that the caller names; otherwise like <see cref="Ensure"/>.</summary>
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
            }, renderer => renderer.Dispose());
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
            throw new ArgumentException($"A split's name is made of letters, digits and dashes; '{split}' is not.", nameof(split));
    }

    private static SceneSetException Unwritable(string root, int count, Exception error) => new(
        $"The {count} scenes cannot be written to '{root}': {error.Message} They take about {Math.Max(1, (long)count * BytesPerScene / 1_000_000)} MB; make room there or choose another folder. What is finished is kept.",
        error);
}

/// <summary>Scenes cannot be written; the message says where, why and what helps.</summary>
public sealed class SceneSetException(string message, Exception inner) : Exception(message, inner);
