using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Workbench.Scripting.Scripts;

namespace Workbench.Scripting.Tests;

/// <summary>A folder of scripts with its own cache.</summary>
internal sealed class ScriptFolder : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public string Cache => _folder["cache"];

    public ScriptHost Host => new(Desk.Setup, Cache);

    public string this[string name] => _folder[name.Split('/')];

    /// <summary>Writes a file and returns its path.</summary>
    public string Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[name])!);
        File.WriteAllText(this[name], text);
        return this[name];
    }

    /// <summary>The path relative to the current folder.</summary>
    public string Relative(string name) => Path.GetRelativePath(Environment.CurrentDirectory, this[name]);

    /// <summary>Builds an assembly from one source text and returns its path.</summary>
    public string Build(string name, string source, params string[] references)
    {
        var path = this[name];
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var compilation = CSharpCompilation.Create(Path.GetFileNameWithoutExtension(path), [CSharpSyntaxTree.ParseText(source)],
            [
                MetadataReference.CreateFromFile(typeof(object).Assembly.Location),
                .. references.Select(reference => MetadataReference.CreateFromFile(reference)),
            ],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        // Replaced by rename, like a build may do. Readers of the old file keep its content.
        compilation.Emit(path + ".new").Success.ShouldBeTrue();
        File.Move(path + ".new", path, overwrite: true);
        return path;
    }

    public async Task<object?> Run(string name, Desk? desk = null) =>
        await Host.RunAsync(this[name], desk ?? new Desk(), CancellationToken.None);

    public void Dispose() => _folder.Dispose();
}
