using Workbench.Data;

namespace Workbench.Scripting.Scripts;

/// <summary>
/// Compiles and runs C# scripts: files of statements, with <c>#load "other.csx"</c> and <c>#r "local.dll"</c> relative to the containing
/// file, a <c>#!</c> first line, and <c>await</c> anywhere. A script that has not changed since an earlier run starts without the compiler.
/// </summary>
/// <param name="setup">The environment of scripts.</param>
/// <param name="cacheFolder">Folder of compiled scripts, usually <see cref="Data.CacheFolders.Scripts"/>.</param>
public sealed class ScriptHost(ScriptSetup setup, string cacheFolder)
{
    private readonly ScriptCache _cache = new(cacheFolder, setup);

    /// <summary>Compiles a script and runs it.</summary>
    /// <param name="file">The script file. Messages name it as it is written here.</param>
    /// <param name="globals">The object whose members the script uses by bare names.</param>
    /// <param name="cancel">
    /// Stops the compilation, and distinguishes a cancelled script from a failed one. The script gets the token through the globals.
    /// </param>
    /// <returns>The value of its last expression; null if it has none.</returns>
    /// <exception cref="ScriptFileException">The file does not exist.</exception>
    /// <exception cref="ScriptCompileException">The script does not compile. All errors are listed.</exception>
    /// <exception cref="ScriptRunException">The script threw.</exception>
    /// <exception cref="OperationCanceledException">The compilation or the script was cancelled.</exception>
    public Task<object?> RunAsync(string file, object globals, CancellationToken cancel) => Prepare(file, cancel).RunAsync(globals, cancel);

    /// <summary>
    /// Compiles a script, or reads it from the cache. The first compilation takes a second or two, so call it in parallel with other work,
    /// such as loading a model.
    /// </summary>
    /// <param name="file">The script file. Messages name it as it is written here.</param>
    /// <param name="cancel">Stops the compilation.</param>
    /// <exception cref="ScriptFileException">The file does not exist.</exception>
    /// <exception cref="ScriptCompileException">The script does not compile. All errors are listed.</exception>
    public PreparedScript Prepare(string file, CancellationToken cancel)
    {
        var paths = new ScriptPaths(file);
        if (!File.Exists(paths.FullPath)) throw new ScriptFileException($"Script '{file}' does not exist{NearestFile.Hint(file)}");
        var text = File.ReadAllBytes(paths.FullPath);
        var key = _cache.Key(paths, text);
        if (_cache.Find(key) is { } known) return new PreparedScript(paths, setup, known, fromCache: true);
        var compiled = ScriptCompiler.Compile(paths, text, setup, cancel);
        _cache.Store(key, compiled);
        return new PreparedScript(paths, setup, compiled, fromCache: false);
    }
}
