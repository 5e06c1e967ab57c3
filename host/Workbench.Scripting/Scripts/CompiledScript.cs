namespace Workbench.Scripting.Scripts;

/// <summary>A script as compiled, fresh or from the cache: nothing here needs the compiler.</summary>
/// <param name="Image">The assembly, its debug information inside; empty for a script without a statement.</param>
/// <param name="Files">What the script is made of beside its own text: files it loads, assemblies it refers to.</param>
/// <param name="Warnings">What the compiler warned of, in the order of the source.</param>
/// <param name="EndsInValue">Whether its last statement is an expression without a semicolon, whose value is to be shown.</param>
internal sealed record CompiledScript(
    byte[] Image,
    IReadOnlyList<ScriptFile> Files,
    IReadOnlyList<ScriptDiagnostic> Warnings,
    bool EndsInValue)
{
    /// <summary>The assemblies it refers to by <c>#r</c>, and those they need.</summary>
    public IEnumerable<string> Assemblies => Files.Where(file => file.IsAssembly).Select(file => file.Path);
}

/// <summary>A file that a compiled script depends on.</summary>
/// <param name="Path">Its whole path.</param>
/// <param name="Sha256">SHA-256 of what it held when it was compiled, in hexadecimal.</param>
/// <param name="IsAssembly">Whether it is an assembly, not a source.</param>
internal sealed record ScriptFile(string Path, string Sha256, bool IsAssembly);

/// <summary>One line of the compiler.</summary>
/// <param name="Path">The whole path of the source; empty for the script as a whole.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
/// <param name="Text">Severity, code and message.</param>
internal sealed record ScriptDiagnostic(string Path, int Line, int Column, string Text)
{
    /// <summary><c>file:line:column: error CS0103: what</c>.</summary>
    public string Show(ScriptPaths paths) =>
        Path.Length == 0 ? $"{paths.Shown(Path)}: {Text}" : $"{paths.Shown(Path)}:{Line}:{Column}: {Text}";
}
