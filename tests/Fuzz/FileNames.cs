using Workbench.Data;

namespace Workbench.Fuzzing;

/// <summary>Refusals that name another file of the same folder, which a damaged list or annotation led to.</summary>
internal static class FileNames
{
    /// <summary>Reads; a refusal that names a place in the folder names the damaged file too.</summary>
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
