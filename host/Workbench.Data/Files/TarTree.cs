namespace Workbench.Data.Files;

/// <summary>The files under one folder in tar files.</summary>
internal sealed class TarTree(TarIndex index, string root) : IFileTree
{
    public string Name(string path) =>
        index.Members.TryGetValue(Inside(path), out var member) ? $"{member.Tar}:{Inside(path)}" : $"{index.Name}:{Inside(path)}";

    public bool HasFolder(string path) => index.Folders.Contains(Inside(path));

    public bool HasFile(string path) => index.Members.ContainsKey(Inside(path));

    public IReadOnlyList<string> Files(string folder)
    {
        var start = Inside(folder) + "/";
        return [.. index.Members.Keys.Where(path => path.StartsWith(start, StringComparison.Ordinal) && path.IndexOf('/', start.Length) < 0)
            .Select(path => path[start.Length..]).Order(StringComparer.Ordinal)];
    }

    public byte[] Read(string path, string what)
    {
        if (!index.Members.TryGetValue(Inside(path), out var member)) throw new DataException($"The {what} '{Name(path)}' does not exist.");
        FileBytes.RequireSmall(member.Length, Name(path), what);
        try
        {
            return FileBytes.ReadPart(member.Tar, member.Offset, (int)member.Length);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"The {what} '{Name(path)}' cannot be read: {error.Message}", error);
        }
    }

    private string Inside(string path) => root.Length == 0 || path.Length == 0 ? root + path : $"{root}/{path}";
}
