namespace Workbench.Engine.Store;

/// <summary>
/// A temporary folder of a merge. A lock file beside it marks it as in use, and the system releases the lock however the process ends. The
/// next merge deletes the folders of merges that were killed.
/// </summary>
internal sealed class MergeFolder : IDisposable
{
    private const string Prefix = "workbench-merge-", LockSuffix = ".lock";

    private readonly FileStream _lock;

    /// <summary>Creates the folder, and deletes folders that are not in use.</summary>
    /// <param name="parent">The parent folder; null for the system's temporary folder.</param>
    /// <exception cref="RunStoreException">The folder cannot be created.</exception>
    public MergeFolder(string? parent = null)
    {
        parent ??= System.IO.Path.GetTempPath();
        try
        {
            DeleteAbandoned(parent);
            Path = System.IO.Path.Combine(parent, Prefix + Guid.NewGuid().ToString("n"));
            _lock = OpenLock(Path);   // before the folder, as a folder without a lock counts as abandoned
            Directory.CreateDirectory(Path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            _lock?.Dispose();
            throw new RunStoreException(
                $"Stores are copied to the temporary folder '{parent}' before they are merged, and it cannot be written: {error.Message} "
                + "Name another one with TMPDIR. Stores merged before are kept.",
                error);
        }
    }

    public string Path { get; }

    private static FileStream OpenLock(string folder) =>
        new(folder + LockSuffix, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);

    private static void DeleteAbandoned(string parent)
    {
        foreach (var folder in Directory.EnumerateDirectories(parent, Prefix + "*"))
            try
            {
                using var free = OpenLock(folder);   // throws while its merge runs, or if it is another user's
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
                // The process was killed between the lock and its folder. A recent lock may be in use.
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
