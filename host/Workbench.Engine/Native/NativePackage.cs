using System.Reflection;

namespace Workbench.Engine.Native;

/// <summary>A NuGet package of native libraries, in the version that this program was built with.</summary>
/// <param name="Id">The package's id, in lower case.</param>
/// <param name="Version">Its version.</param>
internal sealed record NativePackage(string Id, string Version)
{
    // NuGet writes this file last, so a package without it is not complete.
    private const string Completed = ".nupkg.metadata";

    /// <summary>This machine's runtime identifier.</summary>
    public static string Rid => OperatingSystem.IsWindows() ? "win-x64" : OperatingSystem.IsMacOS() ? "osx-arm64" : "linux-x64";

    /// <summary>libtorch for the CPU of this machine.</summary>
    public static NativePackage Libtorch { get; } = Stamped($"libtorch-cpu-{Rid}");

    /// <summary>TorchSharp, whose package has the native bindings.</summary>
    public static NativePackage Bindings { get; } = Stamped("torchsharp");

    /// <summary>Megabytes to fetch, and on the disk with the file that NuGet keeps: of libtorch 2.10 and TorchSharp 0.107.</summary>
    public (int Fetched, int OnDisk) Megabytes => (Id, Rid) switch
    {
        ("torchsharp", _) => (3, 14),
        (_, "win-x64") => (80, 348),
        (_, "osx-arm64") => (57, 302),
        _ => (128, 626),
    };

    /// <summary>The folder of its libraries below a folder of packages; null if the package is missing or incomplete.</summary>
    /// <param name="packages">A folder of packages.</param>
    public string? FolderIn(string packages)
    {
        var home = Path.Combine(packages, Id, Version);
        var libraries = Path.Combine(home, "runtimes", Rid, "native");
        return File.Exists(Path.Combine(home, Completed)) && Directory.Exists(libraries) ? libraries : null;
    }

    // The project file stamps the versions of Directory.Packages.props into the assembly.
    private static NativePackage Stamped(string id) => new(
        id,
        typeof(NativePackage)
            .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .First(stamp => stamp.Key == $"package {id}")
            .Value!);
}
