using System.Security.Cryptography;
using Workbench.Specs;

namespace Workbench.Cluster;

/// <summary>
/// A folder on a disk of the node's own, <c>WORKBENCH_NODE_CACHE</c>: weights are copied there once for all tasks of the node. Images are not: a task reads each of its own once.
/// </summary>
public static class NodeCache
{
    /// <summary>The folder, or null where there is none.</summary>
    public static string? Folder =>
        Environment.GetEnvironmentVariable("WORKBENCH_NODE_CACHE") is { Length: > 0 } folder ? Path.GetFullPath(folder) : null;

    /// <summary>The subject with its weights in the node's cache; as it was where there is no cache, or it cannot be used.</summary>
    /// <param name="subject">The subject.</param>
    /// <param name="hash">SHA-256 of the weights, hexadecimal.</param>
    /// <param name="say">Told why the cache is not used.</param>
    public static SubjectSpec Localise(SubjectSpec subject, string hash, Action<string> say)
    {
        if (Folder is not { } folder) return subject;
        var source = subject.Model.Weights.Value;
        var copy = Path.Combine(folder, "weights", hash, Path.GetFileName(source));
        try
        {
            if (!File.Exists(copy)) Copy(source, copy, hash);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            say($"The node's cache is not used: {error.Message}");
            return subject;
        }
        return subject with { Model = subject.Model with { Weights = subject.Model.Weights with { Value = copy } } };
    }

    // Of several tasks that start at once each copies, and the last name stands: none reads half a file.
    private static void Copy(string source, string copy, string hash)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
        var unfinished = $"{copy}.{Environment.MachineName}-{Environment.ProcessId}.tmp";
        try
        {
            File.Copy(source, unfinished);
            using (var file = File.OpenRead(unfinished))
                if (Convert.ToHexStringLower(SHA256.HashData(file)) != hash)
                    throw new IOException($"the copy of '{source}' is not what was submitted.");
            File.Move(unfinished, copy, overwrite: true);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }
}
