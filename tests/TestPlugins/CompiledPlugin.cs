using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;

namespace Workbench.TestPlugins;

/// <summary>Compiles plugins without a project, in the process that loads them.</summary>
internal static class CompiledPlugin
{
    // The global usings of a plugin's project.
    private static readonly SyntaxTree s_usings = CSharpSyntaxTree.ParseText("""
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using static TorchSharp.torch;
        global using static TorchSharp.torch.nn;
        """);

    /// <summary>The references of plugins, by file name: this process's contract, TorchSharp and .NET.</summary>
    public static IReadOnlyDictionary<string, MetadataReference> References { get; } =
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
        .Where(path =>
            Path.GetFileName(path) is var file
            && (file.StartsWith("System.", StringComparison.Ordinal) || file is "Workbench.Abstractions.dll" or "TorchSharp.dll"))
        .DistinctBy(Path.GetFileName)
        .ToDictionary(
            path => Path.GetFileName(path),
            path => (MetadataReference)MetadataReference.CreateFromFile(path),
            StringComparer.Ordinal);

    /// <summary>Writes an assembly with its symbols into a plugin's folder, like a build.</summary>
    /// <param name="folder">The plugin's folder, which has the name of the assembly.</param>
    /// <param name="source">The source; its file has the name of the assembly.</param>
    public static void Write(string folder, string source)
    {
        var name = Path.GetFileName(folder);
        Write(folder, Compilation(name, [Parse(source, $"{name}.cs")], References.Values));
    }

    /// <summary>Writes a compiled assembly with its symbols and its dependency list.</summary>
    /// <param name="folder">The plugin's folder.</param>
    /// <param name="compilation">The compiled sources.</param>
    public static void Write(string folder, CSharpCompilation compilation)
    {
        var name = compilation.AssemblyName!;
        Directory.CreateDirectory(folder);
        using var assembly = File.Create(Path.Combine(folder, $"{name}.dll"));
        using var symbols = File.Create(Path.Combine(folder, $"{name}.pdb"));
        var result = compilation.Emit(
            assembly,
            symbols,
            options: new EmitOptions(debugInformationFormat: DebugInformationFormat.PortablePdb));
        if (!result.Success)
            throw new InvalidOperationException(
                string.Join('\n', result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)));
        const string Framework = ".NETCoreApp,Version=v10.0";
        File.WriteAllText(Path.Combine(folder, $"{name}.deps.json"), $$$"""
            {
              "runtimeTarget": { "name": "{{{Framework}}}" },
              "targets": { "{{{Framework}}}": { "{{{name}}}/0.1.0": { "runtime": { "{{{name}}}.dll": {} } } } },
              "libraries": { "{{{name}}}/0.1.0": { "type": "project", "serviceable": false, "sha512": "" } }
            }
            """);
    }

    /// <summary>Creates a compilation of sources, optimised like all builds of the repository.</summary>
    public static CSharpCompilation Compilation(string name, IEnumerable<SyntaxTree> sources, IEnumerable<MetadataReference> references) =>
        CSharpCompilation.Create(name, [s_usings, .. sources], references, new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary,
            optimizationLevel: OptimizationLevel.Release,
            deterministic: true,
            nullableContextOptions: NullableContextOptions.Enable,
            // As in every project, because TorchSharp was built against an older .NET.
            specificDiagnosticOptions: [new("CS1701", ReportDiagnostic.Suppress), new("CS1702", ReportDiagnostic.Suppress)]));

    /// <summary>Parses a source with its file name, which the symbols record.</summary>
    public static SyntaxTree Parse(string source, string path) => CSharpSyntaxTree.ParseText(source, path: path, encoding: Encoding.UTF8);
}
