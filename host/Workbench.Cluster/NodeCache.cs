using System.Security.Cryptography;
using Workbench.Specs;

namespace Workbench.Cluster;

/// <summary>
/// A folder on the node's local disk, <c>WORKBENCH_NODE_CACHE</c>. The tasks of a node share one copy of the weights there.
/// Images are not copied: a task reads each of its images once.
/// </summary>
internal static class NodeCache
{
    /// <summary>Full path of the folder; null if the variable is not set.</summary>
    public static string? Folder =>
        Environment.GetEnvironmentVariable("WORKBENCH_NODE_CACHE") is { Length: > 0 } folder ? Path.GetFullPath(folder) : null;

    /// <summary>The subject with its weights in the node cache; unchanged if the cache is not set or cannot be used.</summary>
    /// <param name="subject">The subject.</param>
    /// <param name="hash">SHA-256 of the weights, hexadecimal.</param>
    /// <param name="say">Receives the reason if the cache cannot be used.</param>
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
            say($"The node cache is not used: {error.Message}");
            return subject;
        }
        return subject with { Model = subject.Model with { Weights = subject.Model.Weights with { Value = copy } } };
    }

    // Tasks that start at once each copy the file. The last rename wins, and no task reads a partial file.
    private static void Copy(string source, string copy, string hash)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
        var unfinished = $"{copy}.{Environment.MachineName}-{Environment.ProcessId}.tmp";
        try
        {
            File.Copy(source, unfinished);
            using (var file = File.OpenRead(unfinished))
                if (Convert.ToHexStringLower(SHA256.HashData(file)) != hash)
                    throw new IOException($"the copy of '{source}' differs from the submitted weights.");
            File.Move(unfinished, copy, overwrite: true);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }
}
