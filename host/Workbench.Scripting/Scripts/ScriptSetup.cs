using System.Reflection;

namespace Workbench.Scripting.Scripts;

/// <summary>What a script sees before its first line: the members of the globals, the imported namespaces, the referenced assemblies.</summary>
/// <param name="Globals">The type whose public members a script uses by their bare names; the object that a run is given is of this type. Public.</param>
/// <param name="Imports">Namespaces, or full names of static classes, as in <c>using</c>.</param>
/// <param name="References">Assemblies of the host that scripts may name types of; .NET's own and the one of <paramref name="Globals"/> are always there. A script runs
/// with these very assemblies, whatever it loads beside them.</param>
public sealed record ScriptSetup(Type Globals, IReadOnlyList<string> Imports, IReadOnlyList<Assembly> References)
{
    /// <summary>All assemblies of the host that a script may name, each once, the globals' among them.</summary>
    internal IReadOnlyList<Assembly> HostAssemblies =>
        [.. References.Append(Globals.Assembly).Distinct().OrderBy(assembly => assembly.FullName, StringComparer.Ordinal)];
}
