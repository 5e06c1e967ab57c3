using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace Workbench.Data.Packages;

/// <summary>
/// Restores a package through NuGet, with the sources and proxies of the user's <c>NuGet.config</c>. NuGet unpacks it into the global
/// packages folder, once however many processes need it, or finds it in a fallback folder. Its dependencies are not restored.
/// </summary>
public static class PackageRestore
{
    private static readonly string[] s_proxyVariables = ["http_proxy", "https_proxy"];

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

    /// <summary>Restores a package and returns the folders that may have it, as <c>ID/VERSION</c> in lower case below them.</summary>
    /// <param name="id">The package's id.</param>
    /// <param name="version">Its version.</param>
    /// <param name="proxy">The proxy to use instead of the environment's, or null.</param>
    /// <param name="config">The folder whose NuGet.config counts; null for the current folder.</param>
    /// <param name="cancel">Ends NuGet's process.</param>
    /// <exception cref="PackageRestoreException">NuGet does not restore it; the message is a clause.</exception>
    public static IReadOnlyList<string> Run(
        string id, string version, Uri? proxy = null, string? config = null, CancellationToken cancel = default)
    {
        // A folder of its own for each process: two may restore at once.
        var folder = Path.Combine(CacheFolders.Packages, $"restore.{Guid.NewGuid():n}");
        try
        {
            Directory.CreateDirectory(folder);
            var project = Path.Combine(folder, "package.csproj");
            File.WriteAllText(
                project,
                Project.Replace("ID", id, StringComparison.Ordinal).Replace("VERSION", version, StringComparison.Ordinal));
            return Restore(project, proxy, config ?? Environment.CurrentDirectory, cancel) is { } problem
                ? throw new PackageRestoreException(problem)
                : Folders(Path.Combine(folder, "obj", "project.assets.json"));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new PackageRestoreException(error.Message, error);
        }
        finally
        {
            Delete(folder);
        }
    }

    // Null, or the first error.
    private static string? Restore(string project, Uri? proxy, string config, CancellationToken cancel)
    {
        var start = new ProcessStartInfo(
            DotnetProgram.Path,
            [
                "restore", project, "-v", "quiet", "-nologo", "--disable-build-servers", "--no-http-cache",
                // The NuGet.config nearest to that folder counts. Settings of builds above the cache do not count.
                $"-p:RestoreRootConfigDirectory={config}",
                "-p:ImportDirectoryBuildProps=false", "-p:ImportDirectoryBuildTargets=false", "-p:ImportDirectoryPackagesProps=false",
            ])
        {
            UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true,
            WorkingDirectory = Path.GetDirectoryName(project)!,
        };
        if (proxy is not null)
            foreach (var variable in s_proxyVariables) start.Environment[variable] = $"{proxy}";
        try
        {
            using var process = Process.Start(start)!;
            using var stop = cancel.Register(() => Stop(process));
            process.StandardInput.Close();
            var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            cancel.ThrowIfCancellationRequested();
            return process.ExitCode == 0 ? null : FirstError(output + errors.Result);
        }
        catch (Win32Exception)
        {
            return $"'{DotnetProgram.Path}' cannot be started.";
        }
    }

    private static void Stop(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended.
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
}

/// <summary>NuGet did not restore a package.</summary>
/// <param name="reason">Why, as a clause.</param>
/// <param name="inner">The cause, or null.</param>
public sealed class PackageRestoreException(string reason, Exception? inner = null) : Exception(reason, inner);
