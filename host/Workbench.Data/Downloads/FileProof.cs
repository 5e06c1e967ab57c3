using System.Security.Cryptography;

namespace Workbench.Data.Downloads;

/// <summary>What a file was found to be.</summary>
/// <param name="Holds">Whether it is the right one.</param>
/// <param name="Found">What it has, in the words of <see cref="FileProof.Expected"/>.</param>
public sealed record FileFinding(bool Holds, string Found);

/// <summary>How a file shows that it is the right one.</summary>
public abstract record FileProof
{
    /// <summary>What the right file has.</summary>
    public abstract string Expected { get; }

    /// <summary>Looks at a file, all of it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancel">Ends it early.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public abstract FileFinding Of(string path, CancellationToken cancel);
}

/// <summary>By its checksum.</summary>
/// <param name="Algorithm">Which one.</param>
/// <param name="Hex">The checksum, or how it begins, in lower-case hexadecimal digits.</param>
public sealed record Checksum(HashAlgorithmName Algorithm, string Hex) : FileProof
{
    private const int Chunk = 1 << 20;

    /// <inheritdoc/>
    public override string Expected => Said(Hex, whole: Hex.Length == Digits);

    /// <inheritdoc/>
    public override FileFinding Of(string path, CancellationToken cancel)
    {
        using var hash = IncrementalHash.CreateHash(Algorithm);
        using var file = new FileStream(
            path,
            FileMode.Open,
            FileAccess.Read,
            FileShare.ReadWrite | FileShare.Delete,
            bufferSize: 0,
            FileOptions.SequentialScan);
        var chunk = new byte[Chunk];
        for (int read; (read = file.Read(chunk)) > 0;)
        {
            cancel.ThrowIfCancellationRequested();
            hash.AppendData(chunk, 0, read);
        }
        var hex = Convert.ToHexStringLower(hash.GetHashAndReset());
        return new(hex.StartsWith(Hex, StringComparison.Ordinal), Said(hex, whole: true));
    }

    private int Digits => Algorithm == HashAlgorithmName.MD5 ? 32 : 64;

    private string Said(string hex, bool whole) => $"{(Algorithm == HashAlgorithmName.MD5 ? "md5" : "sha-256")} {hex}{(whole ? "" : "…")}";
}
