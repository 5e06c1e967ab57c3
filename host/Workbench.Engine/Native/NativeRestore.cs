using Workbench.Data.Packages;

namespace Workbench.Engine.Native;

/// <summary>Fetches a <see cref="NativePackage"/> through NuGet: <see cref="PackageRestore"/>.</summary>
internal static class NativeRestore
{
    /// <summary>Restores the package and returns the folder of its libraries.</summary>
    /// <exception cref="TorchRuntimeException">NuGet does not restore it. The message names the ways to get it by hand.</exception>
    public static string Run(NativePackage package)
    {
        try
        {
            foreach (var packages in PackageRestore.Run(package.Id, package.Version))
                if (package.FolderIn(packages) is { } found)
                {
                    PackageFolders.Remember(package, packages);
                    return found;
                }
        }
        catch (PackageRestoreException error)
        {
            throw Failure(package, error.Message);
        }
        throw Failure(package, "NuGet restored it into an unknown folder.");
    }

    private static TorchRuntimeException Failure(NativePackage package, string problem) => new(
        $"The package {package.Id} {package.Version} is not on this machine and cannot be restored: {problem.TrimEnd('.')}. "
        + "To get it by hand, run 'dotnet restore' on a project that references it, or install PyTorch 2.10 and set "
        + $"{TorchRuntime.LibtorchVariable} to its 'lib' folder.");
}
