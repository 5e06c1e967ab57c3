using Workbench.Data.Packages;

namespace Workbench.Data.Downloads;

/// <summary>A file in a NuGet package.</summary>
/// <param name="Id">The package's id.</param>
/// <param name="Version">The version, which has the file.</param>
/// <param name="Path">The file's path in the package, with slashes.</param>
public sealed record PackageFile(string Id, string Version, string Path)
{
    /// <summary>Restores the package through NuGet and returns the file's full path in NuGet's folder.</summary>
    /// <param name="settings">How files are fetched.</param>
    /// <param name="cancel">Ends NuGet's process.</param>
    /// <exception cref="PullException">NuGet does not restore the package, or the package lacks the file.</exception>
    public string Restore(PullSettings settings, CancellationToken cancel)
    {
        try
        {
            return PackageRestore.Run(Id, Version, settings.Proxy, settings.PackageConfig, cancel)
                    .Select(FileBelow)
                    .FirstOrDefault(File.Exists)
                ?? throw new PullException($"The package {Id} {Version} has no file '{Path}'.");
        }
        catch (PackageRestoreException error)
        {
            throw new PullException(
                $"NuGet cannot restore the package {Id} {Version}: {error.Message.TrimEnd('.')}. 'dotnet nuget list source' shows the "
                + "sources that it uses.",
                error);
        }
    }

    /// <summary>The package's id, version and file.</summary>
    public override string ToString() => $"the package {Id} {Version}";

    // NuGet's folders have lower-case names.
    private string FileBelow(string packages) =>
        System.IO.Path.GetFullPath(System.IO.Path.Combine(packages, Id.ToLowerInvariant(), Version, Path));
}
