using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;
using Microsoft.CodeAnalysis.Scripting.Hosting;
using Workbench.Scripting.Scripts;

namespace Workbench.Scripting.Repl;

/// <summary>A C# session. Each submission sees the declarations of the earlier ones. Not thread-safe.</summary>
/// <param name="setup">The environment of submissions.</param>
/// <param name="globals">The object whose members submissions use by bare names.</param>
public sealed class ScriptSession(ScriptSetup setup, object globals)
{
    private static readonly CSharpParseOptions s_parse = new(kind: SourceCodeKind.Script);
    private readonly InteractiveAssemblyLoader _loader = Loader(setup);
    private ScriptState<object>? _state;
    private int _typed;

    /// <summary>Whether a text is a complete submission, so that no more lines need to be read.</summary>
    public static bool IsComplete(string text) => SyntaxFactory.IsCompleteSubmission(CSharpSyntaxTree.ParseText(text, s_parse));

    /// <summary>Compiles and runs a submission.</summary>
    /// <param name="text">The submission.</param>
    /// <param name="file">The file it comes from, as named by the user; null for typed text.</param>
    /// <param name="cancel">
    /// Distinguishes a cancelled submission from a failed one. The submission's code gets the token through the globals.
    /// </param>
    public async Task<SubmissionResult> RunAsync(string text, string? file, CancellationToken cancel)
    {
        // Typed text gets a name too, since stack traces have line numbers only for named files. The file does not exist.
        var paths = new ScriptPaths(file ?? $"submission {++_typed}");
        var script = Next(text, paths.FullPath);
        var mistakes = script.Compile(cancel).Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).ToList();
        if (mistakes.Count > 0)
            return new SubmissionResult.NotCompiled([
                .. mistakes.Select(mistake => CompilerErrorText.Format(mistake, paths, isTyped: file is null)),
            ]);
        // A submission that throws also becomes the new state: its declarations and changes up to that point are kept.
        _state = _state is null ? await script.RunAsync(globals, _ => true, cancel) : await script.RunFromAsync(_state, _ => true, cancel);
        return _state.Exception switch
        {
            null => new SubmissionResult.Ran(ScriptCompiler.EndsInValue(script.GetCompilation()), _state.ReturnValue),
            OperationCanceledException when cancel.IsCancellationRequested => new SubmissionResult.Cancelled(),
            var error => new SubmissionResult.Threw(FormatError(error, paths), error),
        };
    }

    /// <summary>Removes all declarations.</summary>
    public void Reset() => _state = null;

    /// <summary>Compiles a dummy line, so that the first submission does not wait a second or two for the compiler to start.</summary>
    public void WarmUp() => CSharpScript.Create<object>("0", ScriptCompiler.Options(setup), setup.Globals).Compile();

    /// <summary>The compilation of a text as the next submission, for completion.</summary>
    internal Compilation Peek(string text) => Next(text, "").GetCompilation();

    /// <summary>Formats an exception for the author of a submission.</summary>
    internal static string FormatError(Exception error, ScriptPaths? paths = null)
    {
        var trace = new ScriptTrace(
            assembly => assembly.GetName().Name!.StartsWith("\u211B*", StringComparison.Ordinal),
            path =>
                paths?.DisplayPath(path) ?? (Path.GetDirectoryName(path) == Environment.CurrentDirectory ? Path.GetFileName(path) : path));
        return trace.Format(error);
    }

    private Script<object> Next(string text, string path)
    {
        var folder = Path.GetDirectoryName(path) is { Length: > 0 } own ? own : Environment.CurrentDirectory;
        var options = ScriptCompiler
            .Options(setup)
            .WithFilePath(path)
            .WithSourceResolver(new Scripts.ScriptSourceResolver(folder))
            .WithMetadataResolver(new ScriptReferenceResolver(setup, folder));
        // References and imports carry over from one submission to the next.
        return _state is null
            ? CSharpScript.Create<object>(text, options, setup.Globals, _loader)
            : _state.Script.ContinueWith<object>(text, options.WithReferences(Array.Empty<MetadataReference>()).WithImports());
    }

    private static InteractiveAssemblyLoader Loader(ScriptSetup setup)
    {
        var loader = new InteractiveAssemblyLoader();
        foreach (var assembly in setup.HostAssemblies) loader.RegisterDependency(assembly);
        return loader;
    }
}
