using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Scripting;

namespace Workbench.Scripting.Scripts;

/// <summary>
/// Compiles a script to an assembly. Using this class loads the compiler, so use it only after a cache miss.
/// </summary>
internal static class ScriptCompiler
{
    /// <summary>Compiles a script.</summary>
    /// <param name="paths">The script's paths.</param>
    /// <param name="text">Content of the script file.</param>
    /// <param name="setup">The environment of the script.</param>
    /// <param name="cancel">Stops the compilation.</param>
    /// <exception cref="ScriptCompileException">The script does not compile.</exception>
    public static CompiledScript Compile(ScriptPaths paths, byte[] text, ScriptSetup setup, CancellationToken cancel)
    {
        var sources = new ScriptSourceResolver(paths.FullFolder);
        var assemblies = new ScriptReferenceResolver(setup, paths.FullFolder);
        var options = Options(setup).WithFilePath(paths.FullPath).WithSourceResolver(sources).WithMetadataResolver(assemblies);
        var compilation = CSharpScript.Create<object>(new MemoryStream(text, writable: false), options, setup.Globals).GetCompilation();
        using var image = new MemoryStream();
        var emitted = compilation.Emit(
            image,
            options: new EmitOptions(debugInformationFormat: DebugInformationFormat.Embedded),
            cancellationToken: cancel);
        var mistakes = InOrder(emitted.Diagnostics, DiagnosticSeverity.Error);
        if (mistakes.Count > 0) throw new ScriptCompileException([.. mistakes.Select(line => line.Show(paths))]);
        // The compiler fails without an error for a script without statements.
        if (!emitted.Success) image.SetLength(0);
        return new CompiledScript(
            image.ToArray(),
            [.. sources.Read, .. assemblies.Read],
            InOrder(emitted.Diagnostics, DiagnosticSeverity.Warning),
            EndsInValue(compilation));
    }

    /// <summary>
    /// Compiler options of scripts and REPL submissions: optimised, with debug information for line numbers in stack traces.
    /// </summary>
    public static ScriptOptions Options(ScriptSetup setup) =>
        ScriptOptions
            .Default.WithReferences(
                setup.HostAssemblies.Select(HostReferences.FromAssembly).OfType<MetadataReference>().Concat(HostReferences.Framework))
        .WithImports(setup.Imports)
        .WithOptimizationLevel(OptimizationLevel.Release)
        .WithEmitDebugInformation(true)
        .WithFileEncoding(Encoding.UTF8);

    /// <summary>Whether the last syntax tree ends in an expression without a semicolon that has a value.</summary>
    public static bool EndsInValue(Compilation compilation)
    {
        var tree = compilation.SyntaxTrees.Last();
        return tree.GetRoot()
                is CompilationUnitSyntax
                {
                    Members: [.., GlobalStatementSyntax { Statement: ExpressionStatementSyntax { SemicolonToken.IsMissing: true } last }]
                }
            && compilation.GetSemanticModel(tree).GetTypeInfo(last.Expression).Type is not { SpecialType: SpecialType.System_Void };
    }

    private static List<ScriptDiagnostic> InOrder(IEnumerable<Diagnostic> diagnostics, DiagnosticSeverity severity) =>
        [
            .. diagnostics
                .Where(diagnostic => diagnostic.Severity == severity && !diagnostic.IsSuppressed)
                .Select(ToScriptDiagnostic)
                .Distinct()
            .OrderBy(line => line.Path, StringComparer.Ordinal).ThenBy(line => line.Line).ThenBy(line => line.Column)];

    private static ScriptDiagnostic ToScriptDiagnostic(Diagnostic diagnostic)
    {
        var span = diagnostic.Location.GetMappedLineSpan();
        var message = diagnostic.GetMessage().ReplaceLineEndings(" ");
        if (diagnostic.Id == "CS0006" && message.Contains("nuget:", StringComparison.OrdinalIgnoreCase))
            message += "; NuGet packages are not supported: reference a built assembly by its path";
        var text = $"{diagnostic.Severity.ToString().ToLowerInvariant()} {diagnostic.Id}: {message}";
        return new ScriptDiagnostic(span.Path ?? "", span.StartLinePosition.Line + 1, span.StartLinePosition.Character + 1, text);
    }
}
