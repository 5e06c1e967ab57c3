namespace Workbench.Testing;

/// <summary>A new empty folder, deleted when this object is disposed.</summary>
public sealed class TemporaryFolder : IDisposable
{
    /// <summary>Path of the folder.</summary>
    public string Root { get; } = Directory.CreateTempSubdirectory("workbench-test-").FullName;

    /// <summary>A path in the folder.</summary>
    public string this[params string[] path] => Path.Combine([Root, .. path]);

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Root, recursive: true);
}
