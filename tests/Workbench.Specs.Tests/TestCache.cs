using System.Runtime.CompilerServices;

namespace Workbench.Specs.Tests;

/// <summary>A separate download cache for these tests, so that the user's downloads have no effect.</summary>
internal static class TestCache
{
    [ModuleInitializer]
    internal static void Make()
    {
        var folder = Directory.CreateTempSubdirectory("specs-cache-").FullName;
        Environment.SetEnvironmentVariable("WORKBENCH_CACHE", folder);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
    }
}
