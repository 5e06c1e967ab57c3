using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;

namespace Workbench.TestPlugins;

/// <summary>Small plugins that need no project: compiled by the test that loads them.</summary>
internal static class CompiledPlugin
{
    /// <summary>Writes an assembly with its symbols into a plugin's folder, as a build does.</summary>
    /// <param name="folder">The plugin's folder, which carries the assembly's name.</param>
    /// <param name="source">The source, whose file is called as the assembly is.</param>
    public static void Write(string folder, string source)
    {
        var name = Path.GetFileName(folder);
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is var file && (file.StartsWith("System.", StringComparison.Ordinal) || file is "Workbench.Abstractions.dll" or "TorchSharp.dll"))
            .Select(path => MetadataReference.CreateFromFile(path));
        var tree = CSharpSyntaxTree.ParseText(source, path: $"{name}.cs", encoding: System.Text.Encoding.UTF8);
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable);
        Directory.CreateDirectory(folder);
        using var assembly = File.Create(Path.Combine(folder, $"{name}.dll"));
        using var symbols = File.Create(Path.Combine(folder, $"{name}.pdb"));
        var format = new EmitOptions(debugInformationFormat: DebugInformationFormat.PortablePdb);
        var result = CSharpCompilation.Create(name, [tree], references, options).Emit(assembly, symbols, options: format);
        result.Success.ShouldBeTrue(string.Join('\n', result.Diagnostics));
    }
}
