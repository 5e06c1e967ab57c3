using Workbench.Data;

namespace Workbench.Engine.Store;

/// <summary>A store cannot be read or written; the message says why and what to do.</summary>
/// <param name="message">A sentence.</param>
/// <param name="inner">What the system said, or null.</param>
public sealed class RunStoreException(string message, Exception? inner = null) : WorkbenchException(FailureKind.Unavailable, message, inner)
{
    /// <summary>A folder of results cannot be written.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="error">What the system said.</param>
    public static RunStoreException OfFolder(string folder, Exception error) =>
        StoreTrouble.Of(Path.Combine(folder, StoreFile.Name), error, writes: true);
}
