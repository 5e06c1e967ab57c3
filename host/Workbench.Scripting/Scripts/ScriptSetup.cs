using System.Reflection;

namespace Workbench.Scripting.Scripts;

/// <summary>The environment of a script: the members of the globals, the imported namespaces, the referenced assemblies.</summary>
/// <param name="Globals">The public type of the globals. A script uses its public members by bare names.</param>
/// <param name="Imports">Namespaces, or full names of static classes, as in <c>using</c>.</param>
/// <param name="References">
/// Assemblies of the host whose types scripts can use, in addition to those of .NET and of <paramref name="Globals"/>. A script always runs
/// with the host's copies of these assemblies.
/// </param>
public sealed record ScriptSetup(Type Globals, IReadOnlyList<string> Imports, IReadOnlyList<Assembly> References)
{
    /// <summary>All assemblies of the host that a script can use, each once, including that of the globals.</summary>
    internal IReadOnlyList<Assembly> HostAssemblies =>
        [.. References.Append(Globals.Assembly).Distinct().OrderBy(assembly => assembly.FullName, StringComparer.Ordinal)];
}
