using System.Runtime.InteropServices;

namespace Workbench.Data;

/// <summary>The program <c>dotnet</c>, for processes that build or restore.</summary>
public static class DotnetProgram
{
    /// <summary>
    /// The <c>dotnet</c> that runs this process, else the one of its runtime's folder, else the one on the PATH. An installed tool runs in
    /// an executable of its own and may have no <c>dotnet</c> on the PATH.
    /// </summary>
    public static string Path { get; } = Find();

    private static string Find()
    {
        if (Environment.ProcessPath is { } host && System.IO.Path.GetFileNameWithoutExtension(host) == "dotnet") return host;
        var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        // The runtime's folder is shared/Microsoft.NETCore.App/VERSION.
        var beside = System.IO.Path.GetFullPath(
            System.IO.Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", name));
        return File.Exists(beside) ? beside : "dotnet";
    }
}
