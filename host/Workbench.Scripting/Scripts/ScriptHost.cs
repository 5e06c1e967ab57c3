using Workbench.Data;

namespace Workbench.Scripting.Scripts;

/// <summary>
/// Compiles and runs C# scripts: files of statements, with <c>#load "other.csx"</c> and <c>#r "local.dll"</c> relative to the file that says it, a <c>#!</c> first line, and
/// <c>await</c> anywhere. A script that ran before, and of which nothing changed, starts without the compiler.
/// </summary>
/// <param name="setup">What scripts see.</param>
/// <param name="cacheFolder">Where compiled scripts are kept; <see cref="Data.CacheFolders.Scripts"/> unless there is a reason.</param>
public sealed class ScriptHost(ScriptSetup setup, string cacheFolder)
{
    private readonly ScriptCache _cache = new(cacheFolder, setup);

    /// <summary>Compiles a script and runs it.</summary>
    /// <param name="file">The script; messages name it as it is written here.</param>
    /// <param name="globals">The object whose members it uses.</param>
    /// <param name="cancel">Ends the compilation, and tells a cancelled script from a failed one; the script itself gets it through the globals.</param>
    /// <returns>The value of its last expression; null if it has none.</returns>
    /// <exception cref="ScriptFileException">There is no such file.</exception>
    /// <exception cref="ScriptCompileException">The script has mistakes; all are told.</exception>
    /// <exception cref="ScriptRunException">The script threw.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public Task<object?> RunAsync(string file, object globals, CancellationToken cancel) => Prepare(file, cancel).RunAsync(globals, cancel);

    /// <summary>Compiles a script, or finds it compiled. Takes a second or two the first time: call it beside other work, as loading a model is.</summary>
    /// <param name="file">The script; messages name it as it is written here.</param>
    /// <param name="cancel">Ends the compilation.</param>
    /// <exception cref="ScriptFileException">There is no such file.</exception>
    /// <exception cref="ScriptCompileException">The script has mistakes; all are told.</exception>
    public PreparedScript Prepare(string file, CancellationToken cancel)
    {
        var paths = new ScriptPaths(file);
        if (!File.Exists(paths.FullPath)) throw new ScriptFileException($"There is no script '{file}'{NearestFile.Hint(file)}");
        var text = File.ReadAllBytes(paths.FullPath);
        var key = _cache.Key(paths, text);
        if (_cache.Find(key) is { } known) return new PreparedScript(paths, setup, known, fromCache: true);
        var compiled = ScriptCompiler.Compile(paths, text, setup, cancel);
        _cache.Keep(key, compiled);
        return new PreparedScript(paths, setup, compiled, fromCache: false);
    }
}
