using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Scripting;

namespace Workbench.Scripting.Scripts;

/// <summary>Compiles a script to an assembly. Only code that is reached when the cache has nothing may name this class: naming it loads the compiler.</summary>
internal static class ScriptCompiler
{
    /// <summary>Compiles.</summary>
    /// <param name="paths">The script's file.</param>
    /// <param name="text">What it holds.</param>
    /// <param name="setup">What it sees.</param>
    /// <param name="cancel">Ends the compilation.</param>
    /// <exception cref="ScriptCompileException">The script has mistakes.</exception>
    public static CompiledScript Compile(ScriptPaths paths, byte[] text, ScriptSetup setup, CancellationToken cancel)
    {
        var sources = new TrackedSources(paths.FullFolder);
        var assemblies = new TrackedAssemblies(setup, paths.FullFolder);
        var options = Options(setup).WithFilePath(paths.FullPath).WithSourceResolver(sources).WithMetadataResolver(assemblies);
        var compilation = CSharpScript.Create<object>(new MemoryStream(text, writable: false), options, setup.Globals).GetCompilation();
        using var image = new MemoryStream();
        var emitted = compilation.Emit(
            image,
            options: new EmitOptions(debugInformationFormat: DebugInformationFormat.Embedded),
            cancellationToken: cancel);
        var mistakes = InOrder(emitted.Diagnostics, DiagnosticSeverity.Error);
        if (mistakes.Count > 0) throw new ScriptCompileException([.. mistakes.Select(line => line.Show(paths))]);
        if (!emitted.Success) image.SetLength(0);   // of a script without a statement the compiler makes nothing, and calls that no error
        return new CompiledScript(
            image.ToArray(),
            [.. sources.Read, .. assemblies.Read],
            InOrder(emitted.Diagnostics, DiagnosticSeverity.Warning),
            EndsInValue(compilation));
    }

    /// <summary>How scripts and the lines of the REPL are compiled: optimised, with debug information, so that stack traces name their lines.</summary>
    public static ScriptOptions Options(ScriptSetup setup) => ScriptOptions.Default
        .WithReferences(setup.HostAssemblies.Select(HostReferences.Of).OfType<MetadataReference>().Concat(HostReferences.Framework))
        .WithImports(setup.Imports)
        .WithOptimizationLevel(OptimizationLevel.Release)
        .WithEmitDebugInformation(true)
        .WithFileEncoding(Encoding.UTF8);

    /// <summary>Whether what was compiled last ends in an expression without a semicolon that has a value.</summary>
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
        [.. diagnostics.Where(diagnostic => diagnostic.Severity == severity && !diagnostic.IsSuppressed).Select(Told).Distinct()
            .OrderBy(line => line.Path, StringComparer.Ordinal).ThenBy(line => line.Line).ThenBy(line => line.Column)];

    private static ScriptDiagnostic Told(Diagnostic diagnostic)
    {
        var span = diagnostic.Location.GetMappedLineSpan();
        var message = diagnostic.GetMessage().ReplaceLineEndings(" ");
        if (diagnostic.Id == "CS0006" && message.Contains("nuget:", StringComparison.OrdinalIgnoreCase))
            message += "; packages are not fetched: refer to a built assembly by its path";
        var text = $"{diagnostic.Severity.ToString().ToLowerInvariant()} {diagnostic.Id}: {message}";
        return new ScriptDiagnostic(span.Path ?? "", span.StartLinePosition.Line + 1, span.StartLinePosition.Character + 1, text);
    }
}
