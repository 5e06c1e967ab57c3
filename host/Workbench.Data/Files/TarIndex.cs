using System.Formats.Tar;

namespace Workbench.Data.Files;

/// <summary>
/// Positions of the files in tar files, so that they are read in place. If two tar files have the same path, the later one wins, as when
/// unpacking.
/// </summary>
internal sealed class TarIndex
{
    private const int Header = 512;

    // Reading this many headers takes a second or two.
    private const int MaxEntries = 2_000_000;

    private readonly Dictionary<string, Member> _members = new(StringComparer.Ordinal);
    private readonly HashSet<string> _folders = new(StringComparer.Ordinal);

    /// <summary>Reads the headers of the tar files.</summary>
    /// <param name="name">A name for the tar files together, for messages.</param>
    /// <param name="tars">The tar files, at least one.</param>
    /// <exception cref="DataException">A file is missing, truncated or not a tar file; the message names it.</exception>
    public TarIndex(string name, IReadOnlyList<string> tars)
    {
        Name = name;
        foreach (var tar in tars) Add(tar);
    }

    /// <summary>The name of the tar files together, for messages.</summary>
    public string Name { get; }

    /// <summary>Paths of the folders with files, and of those above them.</summary>
    public IReadOnlyCollection<string> Folders => _folders;

    /// <summary>Files by path, with '/' between the parts and no leading '/'.</summary>
    public IReadOnlyDictionary<string, Member> Members => _members;

    private void Add(string tar)
    {
        try
        {
            RegularFile.Require(tar);
            using var file = File.OpenRead(tar);
            TarHeaders.RequireShortNames(file);
            using var reader = new TarReader(file);
            for (var count = 1; reader.GetNextEntry() is { } entry; count++)
            {
                if (count > MaxEntries) throw new DataException($"'{tar}' has more than {MaxEntries:N0} entries.");
                if (entry.DataOffset >= Header && !IsWhole(file, entry.DataOffset - Header))
                    throw new InvalidDataException($"the checksum of entry {count} is wrong");
                if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile)) continue;
                var path = string.Join('/', entry.Name.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != "."));
                if (path.Length == 0 || PictureFolder.IsHiddenPath(path)) continue;
                // An empty file has no data and no offset.
                var member = new Member(tar, entry.Length == 0 ? 0 : entry.DataOffset, entry.Length);
                if (member.Offset + member.Length > file.Length)
                    throw new DataException($"The tar file '{tar}' is truncated: it ends inside '{path}'.");
                _members[path] = member;
                for (var end = path.LastIndexOf('/'); end > 0 && _folders.Add(path[..end]); end = path.LastIndexOf('/', end - 1)) { }
            }
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DataException($"The tar file '{tar}' does not exist.", error);
        }
        catch (EndOfStreamException error)
        {
            throw new DataException($"The tar file '{tar}' is truncated.", error);
        }
        catch (Exception error) when (error is InvalidDataException or FormatException or ArgumentException
            or OverflowException or NotSupportedException or InvalidOperationException)
        {
            throw new DataException($"'{tar}' is not a tar file, or is damaged: {error.Message}", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"The tar file '{tar}' cannot be read: {error.Message}", error);
        }
    }

    // Verifies the header's checksum, the sum of its bytes with the checksum field as blanks. The base library does not.
    private static bool IsWhole(FileStream file, long start)
    {
        const int Digits = 148, Count = 8;
        var header = new byte[Header];
        if (RandomAccess.Read(file.SafeFileHandle, header, start) < Header) return false;
        var stated = header
            .AsSpan(Digits, Count)
            .ToArray()
            .Where(value => value is >= (byte)'0' and <= (byte)'7')
            .Aggregate(0, (sum, digit) => 8 * sum + digit - '0');
        header.AsSpan(Digits, Count).Fill((byte)' ');
        return header.Sum(value => value) == stated;
    }

    /// <summary>Position of a file.</summary>
    /// <param name="Tar">The tar file.</param>
    /// <param name="Offset">Start of its data, bytes.</param>
    /// <param name="Length">Length of its data, bytes.</param>
    internal sealed record Member(string Tar, long Offset, long Length);
}
