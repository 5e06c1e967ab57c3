namespace Workbench.Scripting.Scripts;

/// <summary>A compiled script, new or from the cache. This class does not load the compiler.</summary>
/// <param name="Image">The assembly with embedded debug information; empty for a script without statements.</param>
/// <param name="Files">The files that the script depends on: loaded files and referenced assemblies.</param>
/// <param name="Warnings">The compiler's warnings, in the order of the source.</param>
/// <param name="EndsInValue">Whether the last statement is an expression without a semicolon, whose value should be printed.</param>
internal sealed record CompiledScript(
    byte[] Image,
    IReadOnlyList<ScriptFile> Files,
    IReadOnlyList<ScriptDiagnostic> Warnings,
    bool EndsInValue)
{
    /// <summary>Paths of the assemblies referenced by <c>#r</c>, and of their dependencies.</summary>
    public IEnumerable<string> Assemblies => Files.Where(file => file.IsAssembly).Select(file => file.Path);
}

/// <summary>A file that a compiled script depends on.</summary>
/// <param name="Path">Full path.</param>
/// <param name="Sha256">SHA-256 of its content at compilation, in hexadecimal.</param>
/// <param name="IsAssembly">Whether it is an assembly rather than a source file.</param>
internal sealed record ScriptFile(string Path, string Sha256, bool IsAssembly);

/// <summary>An error or warning of the compiler.</summary>
/// <param name="Path">Full path of the source file; empty if it concerns the whole script.</param>
/// <param name="Line">Line, from 1.</param>
/// <param name="Column">Column, from 1.</param>
/// <param name="Text">Severity, code and message.</param>
internal sealed record ScriptDiagnostic(string Path, int Line, int Column, string Text)
{
    /// <summary><c>file:line:column: error CS0103: message</c>.</summary>
    public string Show(ScriptPaths paths) =>
        Path.Length == 0 ? $"{paths.DisplayPath(Path)}: {Text}" : $"{paths.DisplayPath(Path)}:{Line}:{Column}: {Text}";
}
