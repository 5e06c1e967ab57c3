namespace Workbench.Fuzzing;

/// <summary>A good file and its reader.</summary>
/// <param name="Kind">One of <see cref="Targets.Kinds"/>.</param>
/// <param name="Name">The file's name, which every error must contain.</param>
/// <param name="Text">Whether it is text.</param>
/// <param name="Good">The undamaged bytes.</param>
/// <param name="ExpectedException">The reader's own exception.</param>
/// <param name="Read">Reads bytes.</param>
public sealed record FuzzTarget(string Kind, string Name, bool Text, byte[] Good, Type ExpectedException, Action<byte[]> Read)
{
    /// <summary>A folder whose files an error may name instead, as a damaged file can lead to another one.</summary>
    public string? Folder { get; init; }

    /// <summary>A target whose reader takes a file; the bytes are written to it first.</summary>
    public static FuzzTarget FromFile<T>(string kind, string path, bool text, Action<string> read) where T : Exception
    {
        return new(kind, Path.GetFileName(path), text, File.ReadAllBytes(path), typeof(T), bytes =>
        {
            File.WriteAllBytes(path, bytes);
            read(path);
        });
    }
}
