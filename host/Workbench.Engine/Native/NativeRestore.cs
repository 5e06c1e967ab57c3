using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using Workbench.Data;

namespace Workbench.Engine.Native;

/// <summary>
/// Fetches a <see cref="NativePackage"/> through NuGet, with the sources and proxies of the user's <c>NuGet.config</c>. NuGet unpacks
/// it into the global packages folder, once however many processes need it, or finds it in a fallback folder.
/// </summary>
internal static class NativeRestore
{
    // No framework is referenced, so that no reference assemblies are fetched.
    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <DisableImplicitFrameworkReferences>true</DisableImplicitFrameworkReferences>
            <UseAppHost>false</UseAppHost>
            <NuGetAudit>false</NuGetAudit>
          </PropertyGroup>
          <ItemGroup>
            <PackageDownload Include="ID" Version="[VERSION]" />
          </ItemGroup>
        </Project>
        """;

    /// <summary>Restores the package and returns the folder of its libraries.</summary>
    /// <exception cref="TorchRuntimeException">NuGet does not restore it. The message names the ways to get it by hand.</exception>
    public static string Run(NativePackage package)
    {
        // A folder of its own for each process: two may restore at once.
        var folder = Path.Combine(CacheFolders.Packages, $"restore.{Guid.NewGuid():n}");
        try
        {
            Directory.CreateDirectory(folder);
            var project = Path.Combine(folder, "native.csproj");
            File.WriteAllText(
                project,
                Project.Replace("ID", package.Id, StringComparison.Ordinal).Replace("VERSION", package.Version, StringComparison.Ordinal));
            if (Restore(project) is { } problem) throw Failure(package, problem);
            foreach (var packages in Folders(Path.Combine(folder, "obj", "project.assets.json")))
                if (package.FolderIn(packages) is { } found)
                {
                    PackageFolders.Remember(package, packages);
                    return found;
                }
            throw Failure(package, "NuGet restored it into an unknown folder.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            throw Failure(package, error.Message);
        }
        finally
        {
            Delete(folder);
        }
    }

    // Null, or the first error.
    private static string? Restore(string project)
    {
        var start = new ProcessStartInfo(
            DotnetProgram.Path,
            [
                "restore", project, "-v", "quiet", "-nologo", "--disable-build-servers", "--no-http-cache",
                // The nearest NuGet.config is that of the user's folder, not of the cache. Settings of builds above the cache do not count.
                $"-p:RestoreRootConfigDirectory={Environment.CurrentDirectory}",
                "-p:ImportDirectoryBuildProps=false", "-p:ImportDirectoryBuildTargets=false", "-p:ImportDirectoryPackagesProps=false",
            ])
        {
            UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true,
            WorkingDirectory = Path.GetDirectoryName(project)!,
        };
        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            var errors = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? null : FirstError(output + errors.Result);
        }
        catch (Win32Exception)
        {
            return $"'{DotnetProgram.Path}' cannot be started.";
        }
    }

    private static string FirstError(string output)
    {
        var lines = output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var line = lines.FirstOrDefault(line => line.Contains("error", StringComparison.Ordinal)) ?? lines.FirstOrDefault() ?? "no output.";
        var code = line.IndexOf("error ", StringComparison.Ordinal);
        return code < 0 ? line : line[(code + "error ".Length)..];
    }

    private static IReadOnlyList<string> Folders(string assets)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(assets));
        return [.. json.RootElement.GetProperty("packageFolders").EnumerateObject().Select(folder => folder.Name)];
    }

    private static void Delete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A few kilobytes of cache stay.
        }
    }

    private static TorchRuntimeException Failure(NativePackage package, string problem) => new(
        $"The package {package.Id} {package.Version} is not on this machine and cannot be restored: {problem.TrimEnd('.')}. "
        + "To get it by hand, run 'dotnet restore' on a project that references it, or install PyTorch 2.10 and set "
        + $"{TorchRuntime.LibtorchVariable} to its 'lib' folder.");
}
