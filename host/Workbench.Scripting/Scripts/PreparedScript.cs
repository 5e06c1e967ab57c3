using System.Reflection;

namespace Workbench.Scripting.Scripts;

/// <summary>A compiled script, which can be run repeatedly.</summary>
public sealed class PreparedScript
{
    private readonly ScriptPaths _paths;
    private readonly ScriptSetup _setup;
    private readonly CompiledScript _compiled;
    private readonly ScriptLoadContext _context;
    private readonly Lazy<Func<object?[], Task<object?>>> _entry;

    internal PreparedScript(ScriptPaths paths, ScriptSetup setup, CompiledScript compiled, bool fromCache)
    {
        (_paths, _setup, _compiled, FromCache) = (paths, setup, compiled, fromCache);
        _context = new ScriptLoadContext(Path.GetFileName(paths.FullPath), setup.HostAssemblies, [.. compiled.Assemblies]);
        _entry = new(Entry);
    }

    /// <summary>Whether the script comes from the cache.</summary>
    public bool FromCache { get; }

    /// <summary>The compiler's warnings: <c>file:line:column: warning CS0168: message</c>, in the order of the source.</summary>
    public IReadOnlyList<string> Warnings => [.. _compiled.Warnings.Select(line => line.Show(_paths))];

    /// <summary>
    /// Whether the script ends in an expression without a semicolon. Its value should be printed; a value of <c>return</c> is for the
    /// caller.
    /// </summary>
    public bool EndsInValue => _compiled.EndsInValue;

    /// <summary>Runs the script.</summary>
    /// <param name="globals">The object whose members the script uses, of the setup's type.</param>
    /// <param name="cancel">
    /// Distinguishes a cancelled script from a failed one. A script must stop itself, so pass it this token through the globals.
    /// </param>
    /// <returns>The value of its last expression; null if it has none.</returns>
    /// <exception cref="ScriptRunException">The script threw.</exception>
    /// <exception cref="OperationCanceledException">The script was cancelled by <paramref name="cancel"/>.</exception>
    /// <exception cref="ArgumentException">The globals have another type.</exception>
    public async Task<object?> RunAsync(object globals, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        if (!_setup.Globals.IsInstanceOfType(globals))
            throw new ArgumentException(
                $"The globals are a {globals.GetType()}; the script was compiled for {_setup.Globals}.",
                nameof(globals));
        var entry = _entry.Value;
        try
        {
            return await entry([globals, null]);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception thrown)
        {
            throw new ScriptRunException(
                new ScriptTrace(assembly => _context.Assemblies.Contains(assembly), _paths.DisplayPath).Format(thrown),
                thrown);
        }
    }

    // The compiler emits a class whose constructor takes the globals and the earlier submissions, and a method that creates and runs it.
    private Func<object?[], Task<object?>> Entry()
    {
        if (_compiled.Image.Length == 0) return _ => Task.FromResult<object?>(null);
        var assembly = _context.LoadFromStream(new MemoryStream(_compiled.Image, writable: false));
        var factory = assembly
            .GetTypes()
            .Select(type => type.GetMethod("<Factory>", BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .First(method => method is not null)!;
        return factory.CreateDelegate<Func<object?[], Task<object?>>>();
    }
}
