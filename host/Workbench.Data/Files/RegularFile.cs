using System.Runtime.InteropServices;

namespace Workbench.Data.Files;

/// <summary>
/// Tells files from pipes, sockets and devices before they are opened: a pipe without a writer would block forever, and a device may never
/// end.
/// </summary>
public static partial class RegularFile
{
    private const int CurrentFolder = -100, TypeOnly = 1, ModeAt = 28, AnswerLength = 256;
    private const int TypeBits = 0xF000, Regular = 0x8000, Folder = 0x4000;

    /// <summary>Throws if the path is neither a regular file nor a folder. Opening reports a missing file or a folder.</summary>
    /// <param name="path">The file; a link is followed.</param>
    /// <exception cref="IOException">The path is a pipe, a socket or a device.</exception>
    public static void Require(string path)
    {
        if (!OperatingSystem.IsLinux()) return;
        var answer = new byte[AnswerLength];
        if (Statx(CurrentFolder, path, 0, TypeOnly, answer) != 0) return;
        var type = BitConverter.ToUInt16(answer, ModeAt) & TypeBits;
        if (type is not (Regular or Folder)) throw new IOException("it is a pipe, a socket or a device, not a regular file.");
    }

    // Unlike stat, statx has the same structure layout on every processor.
    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, [Out] byte[] answer);
}
