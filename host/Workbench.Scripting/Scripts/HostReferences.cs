using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using Microsoft.CodeAnalysis;

namespace Workbench.Scripting.Scripts;

/// <summary>Compiler references to the loaded assemblies. They use the metadata in memory, so that no file is read twice.</summary>
internal static class HostReferences
{
    private static readonly Dictionary<Assembly, PortableExecutableReference?> s_known = [];
    private static readonly Lock s_lock = new();
    private static ImmutableArray<PortableExecutableReference> s_framework;

    /// <summary>References to all assemblies of .NET, since a script may use any.</summary>
    public static ImmutableArray<PortableExecutableReference> Framework
    {
        get
        {
            if (s_framework.IsDefault)
                s_framework = [.. FrameworkNames().Select(name => FromAssembly(Assembly.Load(name))).OfType<PortableExecutableReference>()];
            return s_framework;
        }
    }

    /// <summary>The reference to a loaded assembly; null for an assembly created at run time.</summary>
    public static unsafe PortableExecutableReference? FromAssembly(Assembly assembly)
    {
        lock (s_lock)
        {
            if (s_known.TryGetValue(assembly, out var known)) return known;
            return s_known[assembly] = assembly.TryGetRawMetadata(out var blob, out var length)
                ? AssemblyMetadata.Create(ModuleMetadata.CreateFromMetadata((IntPtr)blob, length)).GetReference(filePath: assembly.Location)
                : null;
        }
    }

    private static IEnumerable<string> FrameworkNames()
    {
        var folder = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        return ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetDirectoryName(path) == folder)
            .Select(path => Path.GetFileNameWithoutExtension(path)!)
            .Where(name =>
                !name.StartsWith("Microsoft.VisualBasic", StringComparison.Ordinal) && name is not ("mscorlib" or "netstandard"));
    }
}
