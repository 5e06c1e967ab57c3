using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;
using Workbench.Engine.Loading;

namespace Workbench.Engine.Tests.Plugins;

/// <summary>Compiles sources like a release build, and hashes one of their classes.</summary>
internal static class CompiledCode
{
    private const string Usings =
        "using System; using System.Collections.Generic; using System.Linq; using System.Threading.Tasks; using Workbench;\n";

    private static readonly MetadataReference[] s_references =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
        .Where(path =>
            Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal)
            || Path.GetFileName(path) == "Workbench.Abstractions.dll")
        .Select(path => MetadataReference.CreateFromFile(path))];

    /// <summary>The hash of the class <c>Subject</c>.</summary>
    public static string HashOf(params string[] sources) => HashOf(Compile("/build/one", sources));

    /// <summary>The hash of the class <c>Subject</c> of an assembly.</summary>
    public static string HashOf(byte[] assembly, params string[] others)
    {
        using var code = new CodeHash(assembly, others);
        return code.ComputeForClass("Subject");
    }

    /// <summary>Compiles sources to an assembly, as if in a folder, with symbols that have the sources' paths.</summary>
    public static byte[] Compile(string folder, IReadOnlyList<string> sources, OptimizationLevel level = OptimizationLevel.Release)
    {
        var trees = sources.Select(
            (source, i) =>
                CSharpSyntaxTree.ParseText(SourceText.From(Usings + source, System.Text.Encoding.UTF8), path: $"{folder}/File{i}.cs"));
        var compilation = CSharpCompilation.Create(
            "Code",
            trees,
            s_references,
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary,
                optimizationLevel: level,
                deterministic: true,
                nullableContextOptions: NullableContextOptions.Enable));
        using var stream = new MemoryStream();
        var result = compilation.Emit(
            stream,
            options: new EmitOptions(debugInformationFormat: DebugInformationFormat.Embedded, pdbFilePath: $"{folder}/Code.pdb"));
        result.Success.ShouldBeTrue(string.Join('\n', result.Diagnostics));
        return stream.ToArray();
    }
}
