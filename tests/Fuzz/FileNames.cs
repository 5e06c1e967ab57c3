using Workbench.Data;

namespace Workbench.Fuzzing;

/// <summary>Errors about another file of the same folder, which a damaged list or annotation led to.</summary>
internal static class FileNames
{
    /// <summary>Runs a reader; adds the damaged file's name to an error that names a place in the folder.</summary>
    public static void Ensure(string path, string folder, Action read)
    {
        try
        {
            read();
        }
        catch (DataException error) when (error.Message.Contains(folder, StringComparison.Ordinal))
        {
            throw new DataException($"{error.Message} ({Path.GetFileName(path)})", error);
        }
    }
}
