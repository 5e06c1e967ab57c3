namespace Workbench.Engine.Model;

/// <summary>What a weights file says of itself in its metadata.</summary>
/// <param name="Classes">Names by class, where it has <c>classes</c> (separated by commas); else empty.</param>
/// <param name="Convention">Its input convention, where it has <c>convention</c>; else null.</param>
public sealed record WeightsNotes(IReadOnlyList<string> Classes, string? Convention)
{
    /// <summary>Reads a safetensors file's metadata.</summary>
    /// <exception cref="WeightsException">The file is missing or no safetensors file.</exception>
    public static WeightsNotes Read(string path)
    {
        if (!File.Exists(path)) throw new WeightsException($"The weights '{path}' do not exist.");
        var metadata = Safetensors.ReadMetadata(path);
        return new WeightsNotes(
            metadata.GetValueOrDefault("classes")?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [],
            metadata.GetValueOrDefault("convention"));
    }
}
