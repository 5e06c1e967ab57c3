using Workbench.Engine.Native;

namespace Workbench.Engine.Tests.Native;

/// <summary>Native packages in NuGet's folders.</summary>
public sealed class NativePackageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_versions_are_those_of_the_build()
    {
        var versions = File.ReadAllText(Path.Combine(Repository.Root, "Directory.Packages.props"));
        NativePackage.Libtorch.Id.ShouldStartWith("libtorch-cpu-");
        versions.ShouldContain($"<PackageVersion Include=\"{NativePackage.Libtorch.Id}\" Version=\"{NativePackage.Libtorch.Version}\" />");
        versions.ShouldContain($"<PackageVersion Include=\"TorchSharp\" Version=\"{NativePackage.Bindings.Version}\" />");
    }

    [Fact]
    public void A_package_is_found_once_NuGet_has_written_all_of_it()
    {
        var package = new NativePackage("some-package", "1.2.3");
        package.FolderIn(_folder.Root).ShouldBeNull();
        var libraries = _folder["some-package", "1.2.3", "runtimes", NativePackage.Rid, "native"];
        Directory.CreateDirectory(libraries);
        package.FolderIn(_folder.Root).ShouldBeNull();
        File.WriteAllText(_folder["some-package", "1.2.3", ".nupkg.metadata"], "{}");
        package.FolderIn(_folder.Root).ShouldBe(libraries);
    }
}
