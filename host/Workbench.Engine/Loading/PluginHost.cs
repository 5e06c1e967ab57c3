using Workbench.Data;
using Workbench.Engine.Passes.Post;
using Workbench.Engine.Plugins;

namespace Workbench.Engine.Loading;

/// <summary>
/// Loads plugins from folders. A long-lived process can reload rebuilt ones between two pieces of work; if a new version cannot be used,
/// the old one stays. Not thread-safe.
/// </summary>
public sealed class PluginHost : IPluginCatalog, IDisposable
{
    private const int Attempts = 3;

    private readonly Dictionary<string, PluginAssembly> _assemblies = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _refused = new(StringComparer.Ordinal);
    private readonly List<(string Name, WeakReference Context)> _retired = [];
    private readonly List<string> _problems = [];

    private PluginHost(IReadOnlyList<string> folders) => Folders = folders;

    /// <summary>The folders that are searched.</summary>
    public IReadOnlyList<string> Folders { get; }

    /// <summary>Refused assemblies and duplicate ids found by <see cref="Load"/>, one sentence each.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <inheritdoc/>
    public IReadOnlyList<PluginDescriptor> Plugins =>
        [.. Classes.Select(plugin => plugin.Descriptor).OrderBy(plugin => plugin.Kind).ThenBy(plugin => plugin.Id, StringComparer.Ordinal)];

    /// <summary>
    /// <c>WORKBENCH_PLUGINS</c> (a list of folders; an empty entry stands for the shipped plugins), else the shipped plugins.
    /// </summary>
    public static IReadOnlyList<string> DefaultFolders => FoldersOf(Environment.GetEnvironmentVariable("WORKBENCH_PLUGINS"));

    /// <summary>The plugin folders for a value of <c>WORKBENCH_PLUGINS</c>.</summary>
    internal static IReadOnlyList<string> FoldersOf(string? variable) =>
    [
        .. (variable ?? "").Split(Path.PathSeparator).Select(folder => folder.Length > 0 ? Path.GetFullPath(folder) : ShippedFolder),
    ];

    // 'plugins' beside the executable, else the plugins built by the repository that holds the executable or the current folder, for
    // programs that use the workbench as a library.
    private static string ShippedFolder
    {
        get
        {
            var beside = Path.Combine(AppContext.BaseDirectory, "plugins");
            return new[] { beside }
                .Concat(
                    FolderAndParents(AppContext.BaseDirectory)
                        .Concat(FolderAndParents(Environment.CurrentDirectory))
                        .Select(folder => Path.Combine(folder, "artifacts", "bin", "Workbench.Cli", "release", "plugins")))
                .FirstOrDefault(Directory.Exists) ?? beside;
        }
    }

    private static IEnumerable<string> FolderAndParents(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent) yield return at.FullName;
    }

    /// <summary>The plugin assemblies in the folders with times and lengths, as text that changes when a build writes one.</summary>
    /// <param name="folders">Folders that hold one folder per plugin.</param>
    public static string Snapshot(IEnumerable<string> folders) => string.Join('\n', folders.SelectMany(PluginFolders)
        .Select(folder => new FileInfo(Path.Combine(folder, Path.GetFileName(folder) + ".dll"))).Where(file => file.Exists)
        .Select(file => $"{file.FullName} {file.LastWriteTimeUtc.Ticks} {file.Length}"));

    /// <summary>Loads every plugin <c>FOLDER/Name/Name.dll</c>. Faults are reported in <see cref="Problems"/>.</summary>
    /// <param name="folders">Folders that hold one folder per plugin.</param>
    public static PluginHost Load(IReadOnlyList<string> folders)
    {
        var host = new PluginHost(folders);
        foreach (var missing in folders.Where(folder => !Directory.Exists(folder)))
            host._problems.Add($"The plugin folder '{missing}' does not exist. "
                + "Build the plugins ('dotnet build Workbench.sln'), or set WORKBENCH_PLUGINS to their folder.");
        foreach (var folder in folders.SelectMany(PluginFolders)) host.AddFolder(folder);
        return host;
    }

    private static IEnumerable<string> PluginFolders(string folder) =>
        Directory.Exists(folder) ? Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal) : [];

    private void AddFolder(string folder)
    {
        try
        {
            var assembly = LoadOne(folder);
            foreach (var plugin in assembly.Classes)
                if (Owner(plugin) is { } owner)
                    _problems.Add($"'{plugin.Descriptor.Id}' of {assembly.FileName} is left out: {owner.FileName} already has that id.");
            _assemblies[folder] = assembly;
        }
        catch (BadPluginException error)
        {
            _problems.Add(error.Message);
            _refused[folder] = StagedPlugins.HashOf(folder) ?? "";
        }
    }

    // A build may be writing the folder: the staged copy ensures that the hashed content is the loaded content.
    internal static PluginAssembly LoadOne(string folder)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
            if (StagedPlugins.HashOf(folder) is { } hash && StagedPlugins.Copy(folder, hash) is { } staged)
                return PluginAssembly.Load(folder, staged, hash);
        return PluginAssembly.Load(folder, folder, "");
    }

    private PluginAssembly? Owner(PluginClass plugin, string? except = null) =>
        _assemblies.Values.FirstOrDefault(assembly =>
            assembly.Folder != except
        && assembly.Classes.Any(other => (other.Descriptor.Kind, other.Descriptor.Id) == (plugin.Descriptor.Kind, plugin.Descriptor.Id)));

    // If two assemblies have the same id, the first one loaded keeps it.
    private IEnumerable<PluginClass> Classes =>
        _assemblies.Values.SelectMany(assembly => assembly.Classes).DistinctBy(plugin => (plugin.Descriptor.Kind, plugin.Descriptor.Id));

    /// <summary>Loads plugins that were built or rebuilt since the last call. Call it while no plugin method or metric runs.</summary>
    /// <param name="validate">
    /// Checks a new version before its code is loaded into this process. It takes the path of the staged copy and returns the problems, one
    /// sentence each. Null accepts every version that loads.
    /// </param>
    /// <returns>The changes, in the order of the folders. A refused version is not reported again.</returns>
    public IReadOnlyList<PluginChange> Refresh(Func<string, IReadOnlyList<string>>? validate = null)
    {
        var changes = new List<PluginChange>();
        foreach (var folder in Folders.SelectMany(PluginFolders).Union(_assemblies.Keys, StringComparer.Ordinal).ToList())
        {
            var old = _assemblies.GetValueOrDefault(folder);
            if (!File.Exists(Path.Combine(folder, Path.GetFileName(folder) + ".dll")))
            {
                if (old is not null && _refused.GetValueOrDefault(folder) != "")
                    changes.Add(new(old.FileName, PluginChangeKind.Removed, [], []));
                _refused[folder] = "";
                continue;
            }
            if (StagedPlugins.HashOf(folder) is not { } hash || hash == _refused.GetValueOrDefault(folder)) continue;
            if (hash == old?.Hash)
            {
                _refused.Remove(folder);   // restored to the loaded version
                continue;
            }
            if (StagedPlugins.Copy(folder, hash) is not { } staged) continue;   // a build is writing it
            var change = Reload(folder, staged, hash, old, validate);
            changes.Add(change);
            if (change.Kind == PluginChangeKind.Refused) _refused[folder] = hash;
            else _refused.Remove(folder);
        }
        return changes;
    }

    private PluginChange Reload(
        string folder,
        string staged,
        string hash,
        PluginAssembly? old,
        Func<string, IReadOnlyList<string>>? validate)
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
            if (IdConflicts(made, old).ToList() is [_, ..] problems)
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
            return new(name, old is null ? PluginChangeKind.Added : PluginChangeKind.Replaced, ids, []);
        }
        catch (BadPluginException error)
        {
            return new(name, PluginChangeKind.Refused, [], [error.Message]);
        }
    }

    private IEnumerable<string> IdConflicts(PluginAssembly made, PluginAssembly? old)
    {
        foreach (
            var lost in (old?.Classes ?? [])
                .Select(plugin => plugin.Descriptor)
                .Where(was => !made.Classes.Any(plugin => (plugin.Descriptor.Kind, plugin.Descriptor.Id) == (was.Kind, was.Id))))
            yield return $"It no longer has '{lost.Id}', and a running workbench keeps the ids it started with. "
                + "Restore the id, or restart.";
        foreach (var plugin in made.Classes)
            if (Owner(plugin, made.Folder) is { } owner)
                yield return $"Its id '{plugin.Descriptor.Id}' is already used by {owner.FileName}. Choose another id.";
    }

    private void Retire(PluginAssembly assembly)
    {
        _retired.Add((assembly.FileName, assembly.Context()));
        assembly.Dispose();
    }

    /// <summary>
    /// Names of replaced assemblies that are still referenced and so survive a full garbage collection. Call it while the caller holds no
    /// method or metric of a plugin.
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
        return PostSteps.AddSteps(new MethodInstance(canonical, descriptor, (IAttributionMethod)plugin), call.Post);
    }

    /// <inheritdoc/>
    public MetricInstance CreateMetric(PluginCall call)
    {
        if (call.Post is [var step, ..])
            throw new PluginCallException([
                new CallProblem(call, $"'{call.Id}' is a metric; only a method can have the post step '| {step}'."),
            ]);
        var (plugin, canonical, descriptor) = Create(PluginKind.Metric, call);
        return new MetricInstance(canonical, descriptor, (IMetric)plugin);
    }

    private (object Plugin, PluginCall Canonical, PluginDescriptor Descriptor) Create(PluginKind kind, PluginCall call)
    {
        var found = Classes.FirstOrDefault(plugin => plugin.Descriptor.Kind == kind && plugin.Descriptor.Id == call.Id);
        if (found is null)
        {
            var known = Plugins.Where(plugin => plugin.Kind == kind).Select(plugin => plugin.Id);
            throw new PluginCallException([$"Unknown {kind.ToString().ToLowerInvariant()} '{call.Id}'{NearestName.Hint(call.Id, known)}"]);
        }
        var (plugin, canonical) = found.Options.Create(found.Type, call);
        return (plugin, canonical, found.Descriptor);
    }

    /// <summary>Unloads every plugin; each context is freed once nothing refers to it.</summary>
    public void Dispose()
    {
        foreach (var assembly in _assemblies.Values) assembly.Dispose();
        _assemblies.Clear();
    }
}
