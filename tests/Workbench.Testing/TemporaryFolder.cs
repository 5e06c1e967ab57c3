namespace Workbench.Testing;

/// <summary>A new empty folder that is deleted with this object.</summary>
public sealed class TemporaryFolder : IDisposable
{
    /// <summary>The folder.</summary>
    public string Root { get; } = Directory.CreateTempSubdirectory("workbench-test-").FullName;

    /// <summary>A path in the folder.</summary>
    public string this[params string[] path] => Path.Combine([Root, .. path]);

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Root, recursive: true);
}
