using System.Runtime.CompilerServices;

namespace Workbench.Specs.Tests;

/// <summary>A cache of these tests' own, so that what somebody has pulled makes no difference.</summary>
internal static class OwnCache
{
    [ModuleInitializer]
    internal static void Make()
    {
        var folder = Directory.CreateTempSubdirectory("specs-cache-").FullName;
        Environment.SetEnvironmentVariable("WORKBENCH_CACHE", folder);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
    }
}
