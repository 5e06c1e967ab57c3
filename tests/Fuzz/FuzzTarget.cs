namespace Workbench.Fuzzing;

/// <summary>A good file and what reads it.</summary>
/// <param name="Kind">Which of <see cref="Targets.Kinds"/> it is one of.</param>
/// <param name="Name">The file's name, which a refusal must have.</param>
/// <param name="Text">Whether it is text.</param>
/// <param name="Good">The file as it should be.</param>
/// <param name="Refusal">The exception by which its reader refuses.</param>
/// <param name="Read">Reads the bytes.</param>
public sealed record FuzzTarget(string Kind, string Name, bool Text, byte[] Good, Type Refusal, Action<byte[]> Read)
{
    /// <summary>A folder, a file of which a refusal may name instead: a damaged file can lead to another one, and that be refused.</summary>
    public string? Folder { get; init; }

    /// <summary>A target whose reader takes a file: the bytes are written into a folder first.</summary>
    public static FuzzTarget OfFile<T>(string kind, string path, bool text, Action<string> read) where T : Exception
    {
        return new(kind, Path.GetFileName(path), text, File.ReadAllBytes(path), typeof(T), bytes =>
        {
            File.WriteAllBytes(path, bytes);
            read(path);
        });
    }
}
