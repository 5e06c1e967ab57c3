using System.Reflection;
using System.Runtime.Loader;

namespace Workbench.Scripting.Scripts;

/// <summary>
/// Load context of a script's assembly. It resolves the host's assemblies first, then those referenced by <c>#r</c>, then assemblies in the
/// same folders. Files are read into memory, so that a build can overwrite them while a script runs.
/// </summary>
/// <param name="name">Name shown by debuggers.</param>
/// <param name="host">The host's assemblies that scripts can use.</param>
/// <param name="references">Paths of the assemblies that the script references.</param>
internal sealed class ScriptLoadContext(string name, IReadOnlyList<Assembly> host, IReadOnlyList<string> references)
    : AssemblyLoadContext(name)
{
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (host.FirstOrDefault(assembly => assembly.GetName().Name == assemblyName.Name) is { } own) return own;
        if (InDefault(assemblyName) is { } shared) return shared;
        var file = assemblyName.Name + ".dll";
        var path = references.FirstOrDefault(reference => Path.GetFileName(reference) == file)
            ?? references.Select(reference => Path.Combine(Path.GetDirectoryName(reference)!, file)).FirstOrDefault(File.Exists);
        return path is null ? null : LoadFrom(path);
    }

    /// <summary>Loads an assembly from the bytes of a file, with the debug information of the <c>.pdb</c> file beside it.</summary>
    public Assembly LoadFrom(string path)
    {
        var symbols = Path.ChangeExtension(path, ".pdb");
        return LoadFromStream(
            new MemoryStream(File.ReadAllBytes(path)),
            File.Exists(symbols) ? new MemoryStream(File.ReadAllBytes(symbols)) : null);
    }

    private static Assembly? InDefault(AssemblyName name)
    {
        try
        {
            return Default.LoadFromAssemblyName(name);
        }
        catch (Exception error) when (error is IOException or BadImageFormatException)
        {
            return null;
        }
    }
}
