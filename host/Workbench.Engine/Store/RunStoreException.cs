using Workbench.Data;

namespace Workbench.Engine.Store;

/// <summary>A store cannot be read or written. The message has the reason and the remedy.</summary>
/// <param name="message">A sentence.</param>
/// <param name="inner">The error of the system or of SQLite, or null.</param>
public sealed class RunStoreException(string message, Exception? inner = null) : WorkbenchException(FailureKind.Unavailable, message, inner)
{
    /// <summary>The exception for an output folder that cannot be written.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="error">The error of the system.</param>
    public static RunStoreException FromFolder(string folder, Exception error) =>
        StoreErrors.FromError(Path.Combine(folder, StoreFile.Name), error, writes: true);
}
