using System.Security.Cryptography;

namespace Workbench.Data.Downloads;

/// <summary>The result of checking a file.</summary>
/// <param name="IsRightFile">Whether it is the right file.</param>
/// <param name="Found">The file's property, in the form of <see cref="FileCheck.Expected"/>.</param>
public sealed record FileCheckResult(bool IsRightFile, string Found);

/// <summary>A check that a file is the right one.</summary>
public abstract record FileCheck
{
    /// <summary>The property of the right file, for messages.</summary>
    public abstract string Expected { get; }

    /// <summary>Checks a file; reads all of it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancel">Cancels the check.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public abstract FileCheckResult Run(string path, CancellationToken cancel);
}

/// <summary>A check by checksum.</summary>
/// <param name="Algorithm">SHA-256 or MD5.</param>
/// <param name="Hex">The checksum or its first digits, in lower-case hexadecimal.</param>
internal sealed record Checksum(HashAlgorithmName Algorithm, string Hex) : FileCheck
{
    private const int Chunk = 1 << 20;

    /// <summary>The check of a file whose name ends with the first digits of its SHA-256: <c>resnet18-f37072fd.pth</c>.</summary>
    public static Checksum FromName(string file)
    {
        var digits = file[(file.LastIndexOf('-') + 1)..];
        return new(HashAlgorithmName.SHA256, digits[..digits.IndexOf('.', StringComparison.Ordinal)]);
    }

    /// <inheritdoc/>
    public override string Expected => Format(Hex, whole: Hex.Length == Digits);

    /// <inheritdoc/>
    public override FileCheckResult Run(string path, CancellationToken cancel)
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
        return new(hex.StartsWith(Hex, StringComparison.Ordinal), Format(hex, whole: true));
    }

    private int Digits => Algorithm == HashAlgorithmName.MD5 ? 32 : 64;

    private string Format(string hex, bool whole) =>
        $"{(Algorithm == HashAlgorithmName.MD5 ? "md5" : "sha-256")} {hex}{(whole ? "" : "…")}";
}
