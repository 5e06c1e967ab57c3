using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Workbench.TestPlugins;

/// <summary>The plugins in the folders of tests/TestPlugins, compiled once by each process that loads them.</summary>
internal static class TestPlugin
{
    private const string Contract = "Workbench.Abstractions.dll";
    private static readonly Lazy<string> s_root = new(NewRoot);
    private static readonly ConcurrentDictionary<string, Lazy<string>> s_folders = new(StringComparer.Ordinal);

    /// <summary>Returns the folder of a built plugin, which must not be changed.</summary>
    /// <param name="name">The folder of its sources and name of its assembly, or one of four versions of the assembly Versioned.</param>
    public static string Folder(string name) => s_folders.GetOrAdd(name, name => new Lazy<string>(() => Compile(name))).Value;

    private static string Compile(string name)
    {
        var folder = Path.Combine(s_root.Value, name);
        var assembly = name.StartsWith("Version", StringComparison.Ordinal) ? "Versioned" : name;
        var references = CompiledPlugin.References;
        CompiledPlugin.Write(
            folder,
            Compilation(assembly, Files(name), name is "OlderMetric" or "OlderPass" ? OldContract() : references[Contract]));
        // The host rejects a plugin with its own copy of a shared assembly.
        var shipped = name switch { "ShipsContract" => Contract, "ShipsTorchSharp" => "TorchSharp.dll", _ => null };
        if (shipped is not null) File.Copy(references[shipped].Display!, Path.Combine(folder, shipped));
        return folder;
    }

    private static IEnumerable<string> Files(string name) => name switch
    {
        "VersionOne" => Versioned("One", "Steady", "MeanOfMap"),
        "VersionTwo" => Versioned("Two", "Steady", "MeanOfMap"),              // with another formula of one method
        "VersionLess" => Versioned("One", "MeanOfMap"),                       // without one method
        "VersionTaken" => Versioned("One", "Steady", "MeanOfMap", "Taken"),   // with another assembly's id
        _ => Directory.EnumerateFiles(Source(name), "*.cs").Order(StringComparer.Ordinal),
    };

    private static IEnumerable<string> Versioned(params string[] files) => files.Select(file => Source("Versioned", $"{file}.cs"));

    private static string Source(params string[] path) => Path.Combine([Testing.Repository.Root, "tests", "TestPlugins", .. path]);

    // A contract as of an older version, against which a plugin may have been built.
    private static CompilationReference OldContract() =>
        Compilation("Workbench.Abstractions", Files("OldContract"), null).ToMetadataReference();

    // Warnings are errors, as in the projects.
    private static CSharpCompilation Compilation(string assembly, IEnumerable<string> files, MetadataReference? contract)
    {
        var others = CompiledPlugin.References.Where(reference => reference.Key != Contract).Select(reference => reference.Value);
        var compilation = CompiledPlugin.Compilation(
            assembly,
            files.Select(file => CompiledPlugin.Parse(File.ReadAllText(file), file)),
            contract is null ? others : [.. others, contract]);
        return compilation.WithOptions(compilation.Options.WithGeneralDiagnosticOption(ReportDiagnostic.Error));
    }

    private static string NewRoot()
    {
        var root = Directory.CreateTempSubdirectory("workbench-test-plugins-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(root, recursive: true);
        return root;
    }
}
