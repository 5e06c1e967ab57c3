namespace Workbench.Engine.Model.Files;

/// <summary>Opens a file of tensors by what it holds, not by its name.</summary>
public static class WeightsFile
{
    /// <summary>Opens a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="WeightsException">It is missing, truncated, or in no format that is read; the message says which.</exception>
    public static IWeightsFile Open(string path) => new SafetensorsFile(path);
}
