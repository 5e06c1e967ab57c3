using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;

namespace Workbench.TestPlugins;

/// <summary>A plugin that needs no project: the process that loads it compiles it.</summary>
internal static class CompiledPlugin
{
    // What a plugin's project gives its sources.
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

    /// <summary>What plugins are compiled against: this process's contract, TorchSharp and .NET, by the names of their files.</summary>
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

    /// <summary>Writes an assembly with its symbols into a plugin's folder, as a build does.</summary>
    /// <param name="folder">The plugin's folder, which carries the assembly's name.</param>
    /// <param name="source">The source, whose file is called as the assembly is.</param>
    public static void Write(string folder, string source)
    {
        var name = Path.GetFileName(folder);
        Write(folder, Compilation(name, [Parse(source, $"{name}.cs")], References.Values));
    }

    /// <summary>Writes what is compiled, its symbols and the list of what it needs beside it.</summary>
    /// <param name="folder">The plugin's folder.</param>
    /// <param name="compilation">The assembly's.</param>
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

    /// <summary>An assembly of sources; optimised, as the repository builds in Debug too.</summary>
    public static CSharpCompilation Compilation(string name, IEnumerable<SyntaxTree> sources, IEnumerable<MetadataReference> references) =>
        CSharpCompilation.Create(name, [s_usings, .. sources], references, new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary,
            optimizationLevel: OptimizationLevel.Release,
            deterministic: true,
            nullableContextOptions: NullableContextOptions.Enable,
            specificDiagnosticOptions: [new("CS1701", ReportDiagnostic.Suppress), new("CS1702", ReportDiagnostic.Suppress)])
    ); // as in every project: TorchSharp was built against an older .NET

    /// <summary>A source, with the name of its file for the symbols.</summary>
    public static SyntaxTree Parse(string source, string path) => CSharpSyntaxTree.ParseText(source, path: path, encoding: Encoding.UTF8);
}
