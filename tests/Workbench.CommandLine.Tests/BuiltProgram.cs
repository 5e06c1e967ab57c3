using System.Reflection;

namespace Workbench.CommandLine.Tests;

/// <summary>The program and the plugins of this build.</summary>
internal static class BuiltProgram
{
    /// <summary>Path of <c>workbench.dll</c>.</summary>
    public static string Path { get; } = typeof(BuiltProgram).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "Program").Value!;

    /// <summary>The folder of the built plugins.</summary>
    public static string Plugins { get; } = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Path)!, "plugins");
}
