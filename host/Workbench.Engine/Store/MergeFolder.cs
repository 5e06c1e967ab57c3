namespace Workbench.Engine.Store;

/// <summary>
/// A temporary folder of a merge. A lock beside it, which the system lets go of however the process ends, says whether it is in use: the next merge deletes what one that was killed left behind.
/// </summary>
internal sealed class MergeFolder : IDisposable
{
    private const string Prefix = "workbench-merge-", LockSuffix = ".lock";

    private readonly FileStream _lock;

    /// <summary>Makes the folder, and deletes those that nobody uses.</summary>
    /// <param name="parent">Where; the system's temporary folder where null.</param>
    /// <exception cref="RunStoreException">It cannot be made.</exception>
    public MergeFolder(string? parent = null)
    {
        parent ??= System.IO.Path.GetTempPath();
        try
        {
            DeleteAbandoned(parent);
            Path = System.IO.Path.Combine(parent, Prefix + Guid.NewGuid().ToString("n"));
            _lock = Locked(Path);   // before the folder: one without a lock is nobody's
            Directory.CreateDirectory(Path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            _lock?.Dispose();
            throw new RunStoreException(
                $"Stores are copied to the temporary folder '{parent}' before they are merged, and it cannot be written: {error.Message} Name another one with TMPDIR. What was merged before is kept.",
                error);
        }
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    private static FileStream Locked(string folder) =>
        new(folder + LockSuffix, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);

    private static void DeleteAbandoned(string parent)
    {
        foreach (var folder in Directory.EnumerateDirectories(parent, Prefix + "*"))
            try
            {
                using var free = Locked(folder);   // refused while its merge runs, or where it is another user's
                Delete(folder);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
            }
        foreach (
            var file in Directory
                .EnumerateFiles(parent, Prefix + "*" + LockSuffix)
                .Where(file => !Directory.Exists(file[..^LockSuffix.Length])))
            try
            {
                // Killed between the lock and its folder; one that was just made is left alone.
                if (DateTime.UtcNow - File.GetLastWriteTimeUtc(file) > TimeSpan.FromHours(1)) File.Delete(file);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
            }
    }

    private static void Delete(string folder)
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }

    public void Dispose()
    {
        Delete(Path);
        _lock.Dispose();
    }
}
