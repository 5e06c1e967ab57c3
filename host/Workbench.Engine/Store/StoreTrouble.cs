using System.Text;
using Microsoft.Data.Sqlite;

namespace Workbench.Engine.Store;

/// <summary>What is wrong with a store's file or folder, in words: why, and what to do about it.</summary>
internal static class StoreTrouble
{
    /// <summary>How long a process waits for another, seconds.</summary>
    public const int WaitForOthers = 30;

    /// <summary>SQLite's word for a file that may not be written.</summary>
    public const int ReadOnly = 8;

    /// <summary>SQLite's word for a file that cannot be opened or made.</summary>
    public const int CannotOpen = 14;

    private const int Unknown = 1, Refused = 3, Busy = 5, Locked = 6, Io = 10, Corrupt = 11, Full = 13, NoDatabase = 26;
    private const int LongestPath = 512 - 9;   // SQLite's own limit in bytes, less what it appends ("-journal" and a zero)
    private const int NoSpace = 28, NoSpaceOfWindows = unchecked((int)0x80070070), QuotaOfUnix = 122;

    /// <summary>A store was moved or deleted while it was open: what is written to it since is nowhere.</summary>
    /// <param name="path">The store's file.</param>
    public static RunStoreException Gone(string path) =>
        new(
            $"The store '{path}' has gone: it was moved or deleted while it was in use. What was written since is lost; put it back and run the same command again, or run it anew."
        );

    /// <summary>The trouble as an exception.</summary>
    /// <param name="path">The store's file.</param>
    /// <param name="error">What SQLite or the system said.</param>
    /// <param name="writes">Whether the store was to be written.</param>
    public static RunStoreException Of(string path, Exception error, bool writes)
    {
        const string kept = "What was computed before is kept.", other = "or name another folder with --out or --store";
        var (folder, code, said) = (
            Path.GetDirectoryName(path) is { Length: > 0 } parent ? parent : ".",
            (error as SqliteException)?.SqliteErrorCode,
            error.Message.TrimEnd('.'));
        var written = writes ? "cannot be written" : "cannot be read";
        return new RunStoreException(code switch
        {
            Busy or Locked =>
                $"'{path}' was held by another process for more than {WaitForOthers} s: try again when it is done, {other}. {kept}",
            Corrupt or NoDatabase => $"'{path}' is damaged or no store ({said}): put it aside and run again, {other}. Nothing was changed.",
            Unknown =>
                $"'{path}' is damaged, or another program has changed its tables ({said}): put it aside and run again, {other}. Nothing was changed.",
            Full => Space(),
            _ when error is IOException && error.HResult is NoSpace or NoSpaceOfWindows or QuotaOfUnix => Space(),
            CannotOpen when Bytes(path) is > LongestPath and var bytes =>
                $"The store '{path}' cannot be opened: its path has {bytes} bytes, and SQLite takes at most {LongestPath}. Name a shorter folder with --out or --store.",
            _ when !Directory.Exists(folder) && code is not null => Gone(path).Message,
            _ when !writes && File.Exists(path + "-wal") =>
                $"The store '{path}' cannot be read as it is ({said}): a run writes it, or was killed, and its last rows lie in '{path}-wal'. To read them the folder '{folder}' must be writable: ask its owner to look once ('workbench runs list'), or copy the folder.",
            _ when !writes && code is ReadOnly or CannotOpen =>
                $"The store '{path}' cannot be read as it is ({said}): you may not read the file, or it was left half written, which is taken back in a folder '{folder}' that you may write. Ask its owner, or copy the folder.",
            ReadOnly or Refused or CannotOpen => NoPermission(),
            _ when error is UnauthorizedAccessException => NoPermission(),
            Io when writes =>
                $"The output folder '{folder}' cannot be written: its disk or your share of it is full, or the disk is not sound ({said}). Free the space, {other}. {kept}",
            _ => $"The output folder '{folder}' {written}: {said}. Name another folder with --out or --store. {kept}",
        }, error);

        static int Bytes(string path) => Encoding.UTF8.GetByteCount(Path.GetFullPath(path));

        string Space() => $"The output folder '{folder}' cannot be written: the disk is full ({said}). Free the space, {other}. {kept}";

        string NoPermission() =>
            $"The output folder '{folder}' cannot be written: you have no permission to write it or the store in it ({said}). Ask its owner, {other}. {kept}";
    }
}
