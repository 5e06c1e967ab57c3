using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Workbench.Scripting.Scripts;

namespace Workbench.Scripting.Tests;

/// <summary>A folder of scripts, with a cache of its own.</summary>
internal sealed class ScriptFolder : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public string Cache => _folder["cache"];

    public ScriptHost Host => new(Desk.Setup, Cache);

    public string this[string name] => _folder[name.Split('/')];

    /// <summary>Writes a file and gives its path.</summary>
    public string Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[name])!);
        File.WriteAllText(this[name], text);
        return this[name];
    }

    /// <summary>The path as a user in the current folder would write it.</summary>
    public string Relative(string name) => Path.GetRelativePath(Environment.CurrentDirectory, this[name]);

    /// <summary>Builds an assembly of one source.</summary>
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
        // By rename, as a build may: whoever has read the old file keeps what it read.
        compilation.Emit(path + ".new").Success.ShouldBeTrue();
        File.Move(path + ".new", path, overwrite: true);
        return path;
    }

    public async Task<object?> Run(string name, Desk? desk = null) =>
        await Host.RunAsync(this[name], desk ?? new Desk(), CancellationToken.None);

    public void Dispose() => _folder.Dispose();
}
