using System.Diagnostics;
using System.Security;
using System.Text;

namespace Workbench.Processes.Tests;

/// <summary>
/// The packages of this build in a folder of their own, and the tool installed from them, with an empty package cache, home and template
/// folder. Packages of others come from this machine's package folder, which a NuGet.config names as a fallback.
/// </summary>
public sealed class Installation : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(5);

    private readonly TemporaryFolder _folder = new();

    /// <summary>Packs the last build, and installs the tool and the templates.</summary>
    public Installation()
    {
        if (!TestTier.IsAll) return;
        Directory.CreateDirectory(Empty);
        Dotnet(
            Repository.Root, "pack", "host/pack.proj", "-p:IsBuilt=true", $"-p:Configuration={Configuration}", $"-p:Version={Version}",
            $"-p:ContractVersion={Version}", $"-p:PackageOutputPath={Packages}", "-v", "quiet", "-nologo", "--disable-build-servers");
        File.WriteAllText(_folder["NuGet.config"], $"""
            <configuration>
              <packageSources>
                <add key="test" value="{SecurityElement.Escape(Packages)}" />
              </packageSources>
              <fallbackPackageFolders>
                <add key="machine" value="{SecurityElement.Escape(MachinePackages)}" />
              </fallbackPackageFolders>
            </configuration>
            """);
        Dotnet(Empty, "tool", "install", "Workbench", "--version", Version, "--tool-path", Tools);
        New("install", Path.Combine(Packages, $"Workbench.Templates.{Version}.nupkg"));
    }

    private string Packages => _folder["packages"];

    /// <summary>An empty folder below the NuGet.config.</summary>
    public string Empty => _folder["empty"];

    /// <summary>The folder of the installed program.</summary>
    public string Tools => _folder["tools"];

    // A package folder never replaces a version.
    private string Version { get; } = $"0.0.1-test.{DateTime.UtcNow.Ticks}";

    private static string Configuration => new DirectoryInfo(AppContext.BaseDirectory).Name == "release" ? "Release" : "Debug";

    private static string MachinePackages =>
        Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } named
            ? named
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    /// <summary>Runs the installed program in the empty folder.</summary>
    public (int Code, string Output, string Error) Workbench(params string[] arguments) =>
        Run(Empty, isolated: true, Path.Combine(Tools, OperatingSystem.IsWindows() ? "workbench.exe" : "workbench"), arguments);

    /// <summary>Runs <c>dotnet</c> and returns its output; throws if it fails.</summary>
    public string Dotnet(string folder, params string[] arguments)
    {
        // The build in the repository has its usual package folder.
        var (code, output, error) = Run(folder, isolated: folder != Repository.Root, "dotnet", arguments);
        return code == 0 ? output : throw new InvalidOperationException($"dotnet {string.Join(' ', arguments)}: {code}\n{output}{error}");
    }

    /// <summary>Runs <c>dotnet new</c> with a template folder of its own.</summary>
    public void New(params string[] arguments) => Dotnet(Empty, ["new", .. arguments, "--debug:custom-hive", _folder["templates"]]);

    private (int Code, string Output, string Error) Run(string folder, bool isolated, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        // A build inside a test must not inherit the settings of the test's own build.
        foreach (var name in start.Environment.Keys.Where(IsBuildVariable).ToList()) start.Environment.Remove(name);
        if (isolated)
            foreach (var (name, value) in Isolated(Path.GetFileNameWithoutExtension(program)))
                start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (process.WaitForExit(s_limit)) return (process.ExitCode, output.Result, error.Result);
        process.Kill(entireProcessTree: true);
        throw new TimeoutException($"{program} {string.Join(' ', arguments)} did not end in {s_limit.TotalSeconds} s.");
    }

    // The tool and the tests of a plugin find libtorch each for itself.
    private IEnumerable<(string Name, string? Value)> Isolated(string program) =>
    [
        ("HOME", _folder["home"]), ("USERPROFILE", _folder["home"]), ("DOTNET_CLI_HOME", _folder["home"]),
        ("NUGET_PACKAGES", _folder["cached"]), ("WORKBENCH_CACHE", _folder["cache", program]), ("DOTNET_SKIP_FIRST_TIME_EXPERIENCE", "1"),
        ("WORKBENCH_PLUGINS", null), ("WORKBENCH_LIBTORCH", null),
    ];

    private static bool IsBuildVariable(string variable) =>
        variable.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)
        || variable.StartsWith("VSTEST", StringComparison.OrdinalIgnoreCase);

    public void Dispose() => _folder.Dispose();
}
