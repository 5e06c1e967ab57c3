using Workbench.Data;
using Workbench.Engine.Passes.Post;
using Workbench.Engine.Plugins;

namespace Workbench.Engine.Loading;

/// <summary>
/// The plugins at hand: loads them from folders, and in a long-lived process takes in rebuilt ones between two pieces of work. A new version is looked at first;
/// what cannot be used leaves the old one in place. Not to be called from several threads at a time.
/// </summary>
public sealed class PluginHost : IPluginCatalog, IDisposable
{
    private const int Attempts = 3;

    private readonly Dictionary<string, PluginAssembly> _assemblies = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _refused = new(StringComparer.Ordinal);
    private readonly List<(string Name, WeakReference Context)> _retired = [];
    private readonly List<string> _problems = [];

    private PluginHost(IReadOnlyList<string> folders) => Folders = folders;

    /// <summary>The folders that were searched.</summary>
    public IReadOnlyList<string> Folders { get; }

    /// <summary>Assemblies that were refused and ids that two assemblies have, when the plugins were loaded: one sentence each, with the remedy.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <inheritdoc/>
    public IReadOnlyList<PluginDescriptor> Plugins =>
        [.. Classes.Select(plugin => plugin.Descriptor).OrderBy(plugin => plugin.Kind).ThenBy(plugin => plugin.Id, StringComparer.Ordinal)];

    /// <summary>
    /// <c>WORKBENCH_PLUGINS</c> (a list of folders), else <c>plugins</c> beside the executable, else, for a program of one's own, where the build of the repository that it or the current folder
    /// lies in has put them.
    /// </summary>
    public static IReadOnlyList<string> DefaultFolders
    {
        get
        {
            if (Environment.GetEnvironmentVariable("WORKBENCH_PLUGINS") is { Length: > 0 } own)
                return [.. own.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Select(Path.GetFullPath)];
            var beside = Path.Combine(AppContext.BaseDirectory, "plugins");
            return
            [
                new[] { beside }
                    .Concat(
                        Above(AppContext.BaseDirectory)
                            .Concat(Above(Environment.CurrentDirectory))
                            .Select(folder => Path.Combine(folder, "artifacts", "bin", "Workbench.Cli", "release", "plugins")))
                .FirstOrDefault(Directory.Exists) ?? beside];
        }
    }

    private static IEnumerable<string> Above(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent) yield return at.FullName;
    }

    /// <summary>The assemblies that plugin folders hold now, with their times: text that differs when a build has written one.</summary>
    /// <param name="folders">Folders that hold one folder per plugin.</param>
    public static string Snapshot(IEnumerable<string> folders) => string.Join('\n', folders.SelectMany(PluginFolders)
        .Select(folder => new FileInfo(Path.Combine(folder, Path.GetFileName(folder) + ".dll"))).Where(file => file.Exists)
        .Select(file => $"{file.FullName} {file.LastWriteTimeUtc.Ticks} {file.Length}"));

    /// <summary>Loads every plugin: <c>FOLDER/Name/Name.dll</c> for each folder given.</summary>
    /// <param name="folders">Folders that hold one folder per plugin.</param>
    /// <returns>A host; what was wrong stands in <see cref="Problems"/>.</returns>
    public static PluginHost Load(IReadOnlyList<string> folders)
    {
        var host = new PluginHost(folders);
        foreach (var missing in folders.Where(folder => !Directory.Exists(folder)))
            host._problems.Add(
                $"The plugin folder '{missing}' does not exist: build the plugins ('dotnet build Workbench.sln'), or name their folder in WORKBENCH_PLUGINS."
            );
        foreach (var folder in folders.SelectMany(PluginFolders)) host.TakeIn(folder);
        return host;
    }

    private static IEnumerable<string> PluginFolders(string folder) =>
        Directory.Exists(folder) ? Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal) : [];

    private void TakeIn(string folder)
    {
        try
        {
            var assembly = LoadOne(folder);
            foreach (var plugin in assembly.Classes)
                if (Owner(plugin) is { } owner)
                    _problems.Add($"'{plugin.Descriptor.Id}' of {assembly.FileName} is left out: {owner.FileName} has it already.");
            _assemblies[folder] = assembly;
        }
        catch (BadPluginException error)
        {
            _problems.Add(error.Message);
            _refused[folder] = PluginStage.HashOf(folder) ?? "";
        }
    }

    // A build may be at it: the content that was hashed is the one that is loaded.
    internal static PluginAssembly LoadOne(string folder)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
            if (PluginStage.HashOf(folder) is { } hash && PluginStage.Copy(folder, hash) is { } staged)
                return PluginAssembly.Load(folder, staged, hash);
        return PluginAssembly.Load(folder, folder, "");
    }

    private PluginAssembly? Owner(PluginClass plugin, string? except = null) =>
        _assemblies.Values.FirstOrDefault(assembly =>
            assembly.Folder != except
        && assembly.Classes.Any(other => (other.Descriptor.Kind, other.Descriptor.Id) == (plugin.Descriptor.Kind, plugin.Descriptor.Id)));

    // Of two assemblies with one id, the one that was there first keeps it.
    private IEnumerable<PluginClass> Classes =>
        _assemblies.Values.SelectMany(assembly => assembly.Classes).DistinctBy(plugin => (plugin.Descriptor.Kind, plugin.Descriptor.Id));

    /// <summary>Takes in the plugins that were built since; to be called where no method or metric of theirs is at work.</summary>
    /// <param name="validate">
    /// Looks at a new version before any of its code is loaded here, by the path of a copy of its folder: returns what is wrong with it, one sentence each.
    /// Null to take all that load.
    /// </param>
    /// <returns>What changed, in the order of the folders. A version that was refused is not looked at again.</returns>
    public IReadOnlyList<PluginChange> Refresh(Func<string, IReadOnlyList<string>>? validate = null)
    {
        var changes = new List<PluginChange>();
        foreach (var folder in Folders.SelectMany(PluginFolders).Union(_assemblies.Keys, StringComparer.Ordinal).ToList())
        {
            var old = _assemblies.GetValueOrDefault(folder);
            if (!File.Exists(Path.Combine(folder, Path.GetFileName(folder) + ".dll")))
            {
                if (old is not null && _refused.GetValueOrDefault(folder) != "")
                    changes.Add(new(old.FileName, PluginChangeKind.Gone, [], []));
                _refused[folder] = "";
                continue;
            }
            if (PluginStage.HashOf(folder) is not { } hash || hash == _refused.GetValueOrDefault(folder)) continue;
            if (hash == old?.Hash)
            {
                _refused.Remove(folder);   // back to the version that runs
                continue;
            }
            if (PluginStage.Copy(folder, hash) is not { } staged) continue;   // it is being written
            var change = Take(folder, staged, hash, old, validate);
            changes.Add(change);
            if (change.Kind == PluginChangeKind.Refused) _refused[folder] = hash;
            else _refused.Remove(folder);
        }
        return changes;
    }

    private PluginChange Take(string folder, string staged, string hash, PluginAssembly? old, Func<string, IReadOnlyList<string>>? validate)
    {
        var name = Path.GetFileName(folder) + ".dll";
        try
        {
            if (validate?.Invoke(staged) is [_, ..] found)
                return new(
                    name,
                    PluginChangeKind.Refused,
                    [],
                    [.. found.Select(problem => problem.Replace(staged, folder, StringComparison.Ordinal))]);
            var made = PluginAssembly.Load(folder, staged, hash);
            if (Clashes(made, old).ToList() is [_, ..] problems)
            {
                Retire(made);
                return new(name, PluginChangeKind.Refused, [], problems);
            }
            var before = old?.Classes.ToDictionary(
                plugin => (plugin.Descriptor.Kind, plugin.Descriptor.Id),
                plugin => plugin.Descriptor.Code
            ) ?? [];
            var ids = made
                .Classes.Where(plugin => before.GetValueOrDefault((plugin.Descriptor.Kind, plugin.Descriptor.Id)) != plugin.Descriptor.Code)
                .Select(plugin => plugin.Descriptor.Id)
                .ToList();
            _assemblies[folder] = made;
            if (old is not null) Retire(old);
            return new(name, old is null ? PluginChangeKind.Added : PluginChangeKind.Swapped, ids, []);
        }
        catch (BadPluginException error)
        {
            return new(name, PluginChangeKind.Refused, [], [error.Message]);
        }
    }

    private IEnumerable<string> Clashes(PluginAssembly made, PluginAssembly? old)
    {
        foreach (
            var lost in (old?.Classes ?? [])
                .Select(plugin => plugin.Descriptor)
                .Where(was => !made.Classes.Any(plugin => (plugin.Descriptor.Kind, plugin.Descriptor.Id) == (was.Kind, was.Id))))
            yield return $"It has no '{lost.Id}' any more: a running workbench keeps the ids it began with. Give the id back, or start again.";
        foreach (var plugin in made.Classes)
            if (Owner(plugin, made.Folder) is { } owner)
                yield return $"Its '{plugin.Descriptor.Id}' is {owner.FileName}'s already. Choose another id.";
    }

    private void Retire(PluginAssembly assembly)
    {
        _retired.Add((assembly.FileName, assembly.Context()));
        assembly.Dispose();
    }

    /// <summary>
    /// Names of replaced assemblies that are still in memory after a full collection: something refers to them. Call it where no method or metric of theirs is referred to.
    /// </summary>
    public IReadOnlyList<string> StillLoaded()
    {
        for (var i = 0; i < 10 && _retired.Exists(old => old.Context.IsAlive); i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        _retired.RemoveAll(old => !old.Context.IsAlive);
        return [.. _retired.Select(old => old.Name)];
    }

    /// <inheritdoc/>
    public MethodInstance CreateMethod(PluginCall call)
    {
        var (plugin, canonical, descriptor) = Create(PluginKind.Method, call);
        return PostSteps.After(new MethodInstance(canonical, descriptor, (IAttributionMethod)plugin), call.Post);
    }

    /// <inheritdoc/>
    public MetricInstance CreateMetric(PluginCall call)
    {
        if (call.Post is [var step, ..])
            throw new PluginCallException([new CallProblem(call, $"'{call.Id}' is a metric, and '| {step}' is a step after a method.")]);
        var (plugin, canonical, descriptor) = Create(PluginKind.Metric, call);
        return new MetricInstance(canonical, descriptor, (IMetric)plugin);
    }

    private (object Plugin, PluginCall Canonical, PluginDescriptor Descriptor) Create(PluginKind kind, PluginCall call)
    {
        var found = Classes.FirstOrDefault(plugin => plugin.Descriptor.Kind == kind && plugin.Descriptor.Id == call.Id);
        if (found is null)
        {
            var known = Plugins.Where(plugin => plugin.Kind == kind).Select(plugin => plugin.Id);
            throw new PluginCallException([
                $"There is no {kind.ToString().ToLowerInvariant()} '{call.Id}'{NearestName.Hint(call.Id, known)}",
            ]);
        }
        var (plugin, canonical) = found.Options.Create(found.Type, call);
        return (plugin, canonical, found.Descriptor);
    }

    /// <summary>Unloads every plugin; their contexts go once nothing refers to them.</summary>
    public void Dispose()
    {
        foreach (var assembly in _assemblies.Values) assembly.Dispose();
        _assemblies.Clear();
    }
}
