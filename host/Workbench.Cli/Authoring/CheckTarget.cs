using System.Diagnostics;
using Spectre.Console;
using Workbench.Data;

namespace Workbench.Cli.Authoring;

/// <summary>The plugin at the PATH of <c>plugin check</c>: a built plugin, or a project, which is built into a temporary folder.</summary>
internal sealed class CheckTarget : IDisposable
{
    private readonly DirectoryInfo? _temporary;

    private CheckTarget(string? plugin, DirectoryInfo? temporary) => (Plugin, _temporary) = (plugin, temporary);

    /// <summary>The plugin's folder or assembly; null if the project did not build. The build's output is then already shown.</summary>
    public string? Plugin { get; }

    /// <summary>Finds the plugin, and builds it if the path is a project's.</summary>
    /// <param name="path">A folder, an assembly or a project file.</param>
    /// <param name="say">Takes messages.</param>
    /// <exception cref="PluginPathException">The path is missing, has several projects, or its project ignores PluginOutput.</exception>
    public static CheckTarget Find(string path, Action<string> say)
    {
        if (File.Exists(path)) return IsProject(path) ? Build(path, say) : new CheckTarget(path, null);
        if (!Directory.Exists(path)) throw new PluginPathException($"'{path}' does not exist.");
        var projects = Directory.GetFiles(path, "*.csproj");
        return projects.Length switch
        {
            0 => new CheckTarget(path, null),
            1 => Build(projects[0], say),
            _ => throw new PluginPathException(
                $"'{path}' holds {projects.Length} projects: name one of {string.Join(", ", projects.Select(Path.GetFileName))}."),
        };
    }

    private static bool IsProject(string path) => path.EndsWith(".csproj", StringComparison.OrdinalIgnoreCase);

    private static CheckTarget Build(string project, Action<string> say)
    {
        var temporary = Directory.CreateTempSubdirectory("workbench-build-");
        var folder = Path.Combine(temporary.FullName, Path.GetFileNameWithoutExtension(project));
        say($"Building {project}…");
        // The projects of 'plugin new' and of the repository take PluginOutput for the folder above their output folder.
        var start = new ProcessStartInfo(
            DotnetProgram.Path,
            [
                "build", project, "-c", "Release", $"-p:PluginOutput={temporary.FullName}", "-v", "quiet", "-nologo",
                "--disable-build-servers",
            ])
        {
            UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true,
        };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            say((output + error.Result).TrimEnd());
            return new CheckTarget(null, temporary);
        }
        if (Directory.Exists(folder)) return new CheckTarget(folder, temporary);
        temporary.Delete();
        throw new PluginPathException(
            $"'{project}' was built into another folder. Add "
            + "<OutputPath Condition=\"'$(PluginOutput)' != ''\">$(PluginOutput)/$(MSBuildProjectName)/</OutputPath> to it, "
            + "or check the folder that it builds into.");
    }

    public void Dispose() => _temporary?.Delete(recursive: true);
}

/// <summary>A path or a name does not give a plugin.</summary>
internal sealed class PluginPathException(string message) : WorkbenchException(FailureKind.Usage, message);
