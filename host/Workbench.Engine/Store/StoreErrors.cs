using System.Text;
using Microsoft.Data.Sqlite;

namespace Workbench.Engine.Store;

/// <summary>Translates errors of a store's file or folder: the reason, and the remedy.</summary>
internal static class StoreErrors
{
    /// <summary>How long a process waits for another process's lock, seconds.</summary>
    public const int WaitForOthers = 30;

    /// <summary>SQLite's code for a file that cannot be written (SQLITE_READONLY).</summary>
    public const int ReadOnly = 8;

    /// <summary>SQLite's code for a file that cannot be opened or created (SQLITE_CANTOPEN).</summary>
    public const int CannotOpen = 14;

    private const int Unknown = 1, Refused = 3, Busy = 5, Locked = 6, Io = 10, Corrupt = 11, Full = 13, NoDatabase = 26;
    private const int LongestPath = 512 - 9;   // SQLite's limit in bytes, less what it appends ("-journal" and a zero)
    private const int NoSpace = 28, NoSpaceOfWindows = unchecked((int)0x80070070), QuotaOfUnix = 122;

    /// <summary>The exception for a store that was moved or deleted while open. Later writes to it are lost.</summary>
    /// <param name="path">The store's file.</param>
    public static RunStoreException CreateDeleted(string path) =>
        new(
            $"The store '{path}' was moved or deleted while it was in use. Rows written since then are lost: "
            + "put it back and run the same command again, or start a new one.");

    /// <summary>Translates an error.</summary>
    /// <param name="path">The store's file.</param>
    /// <param name="error">The error of SQLite or of the system.</param>
    /// <param name="writes">Whether the store was opened for writing.</param>
    public static RunStoreException FromError(string path, Exception error, bool writes)
    {
        const string kept = "Results computed before are kept.", other = "or name another folder with --out or --store";
        var (folder, code, said) = (
            Path.GetDirectoryName(path) is { Length: > 0 } parent ? parent : ".",
            (error as SqliteException)?.SqliteErrorCode,
            error.Message.TrimEnd('.'));
        var written = writes ? "cannot be written" : "cannot be read";
        return new RunStoreException(code switch
        {
            Busy or Locked =>
                $"'{path}' was locked by another process for more than {WaitForOthers} s: try again when it is done, {other}. {kept}",
            Corrupt or NoDatabase =>
                $"'{path}' is damaged or not a store ({said}): move it aside and run again, {other}. Nothing was changed.",
            Unknown =>
                $"'{path}' is damaged, or another program has changed its tables ({said}): "
                + $"move it aside and run again, {other}. Nothing was changed.",
            Full => Space(),
            _ when error is IOException && error.HResult is NoSpace or NoSpaceOfWindows or QuotaOfUnix => Space(),
            CannotOpen when Bytes(path) is > LongestPath and var bytes =>
                $"The store '{path}' cannot be opened: its path has {bytes} bytes, and SQLite takes at most {LongestPath}. "
                + "Name a shorter folder with --out or --store.",
            _ when !Directory.Exists(folder) && code is not null => CreateDeleted(path).Message,
            _ when !writes && File.Exists(path + "-wal") =>
                $"The store '{path}' cannot be read ({said}): a run is writing it or was killed, and its last rows are in '{path}-wal'. "
                + $"Reading them needs write access to the folder '{folder}': ask its owner to run 'workbench runs list' once, "
                + "or copy the folder.",
            _ when !writes && code is ReadOnly or CannotOpen =>
                $"The store '{path}' cannot be read ({said}): you have no permission to read it, or a killed run left it half written, "
                + $"and repairing it needs write access to the folder '{folder}'. Ask its owner, or copy the folder.",
            ReadOnly or Refused or CannotOpen => NoPermission(),
            _ when error is UnauthorizedAccessException => NoPermission(),
            Io when writes =>
                $"The output folder '{folder}' cannot be written: the disk or your quota is full, or the disk is faulty ({said}). "
                + $"Free the space, {other}. {kept}",
            _ => $"The output folder '{folder}' {written}: {said}. Name another folder with --out or --store. {kept}",
        }, error);

        static int Bytes(string path) => Encoding.UTF8.GetByteCount(Path.GetFullPath(path));

        string Space() => $"The output folder '{folder}' cannot be written: the disk is full ({said}). Free the space, {other}. {kept}";

        string NoPermission() =>
            $"The output folder '{folder}' cannot be written: you have no permission to write it or the store in it ({said}). "
            + $"Ask its owner, {other}. {kept}";
    }
}
