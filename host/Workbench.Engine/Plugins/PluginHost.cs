using System.Reflection;
using System.Security.Cryptography;
using McMaster.NETCore.Plugins;

namespace Workbench.Engine.Plugins;

/// <summary>
/// Loads plugin assemblies, each in a context of its own that can be unloaded, with the contract and TorchSharp shared from the host.
/// The only class that knows McMaster.NETCore.Plugins.
/// </summary>
public sealed class PluginHost : IPluginCatalog, IDisposable
{
    // What a plugin must not bring: a second copy would be another type, or another native library, of the same name.
    private static readonly string[] s_shared = ["Workbench.Abstractions.dll", "TorchSharp.dll"];

    private readonly List<PluginLoader> _loaders = [];
    private readonly Dictionary<(PluginKind, string), Loaded> _plugins = [];
    private readonly List<string> _problems = [];

    private sealed record Loaded(PluginDescriptor Descriptor, Type Type, PluginOptions Options);

    private PluginHost(IReadOnlyList<string> folders) => Folders = folders;

    /// <summary>The folders that were searched.</summary>
    public IReadOnlyList<string> Folders { get; }

    /// <summary>Assemblies that were refused and classes that cannot be used, one sentence each, with the remedy.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <inheritdoc/>
    public IReadOnlyList<PluginDescriptor> Plugins =>
        [.. _plugins.Values.Select(plugin => plugin.Descriptor).OrderBy(plugin => plugin.Kind).ThenBy(plugin => plugin.Id, StringComparer.Ordinal)];

    /// <summary><c>WORKBENCH_PLUGINS</c> (a list of folders), else <c>plugins</c> beside the executable.</summary>
    public static IReadOnlyList<string> DefaultFolders => Environment.GetEnvironmentVariable("WORKBENCH_PLUGINS") is { Length: > 0 } own
        ? [.. own.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Select(Path.GetFullPath)]
        : [Path.Combine(AppContext.BaseDirectory, "plugins")];

    /// <summary>Loads every plugin: <c>FOLDER/Name/Name.dll</c> for each folder given.</summary>
    /// <param name="folders">Folders that hold one folder per plugin.</param>
    /// <returns>A host; what was wrong stands in <see cref="Problems"/>.</returns>
    public static PluginHost Load(IReadOnlyList<string> folders)
    {
        var host = new PluginHost(folders);
        foreach (var folder in folders)
        {
            if (!Directory.Exists(folder))
            {
                host._problems.Add($"The plugin folder '{folder}' does not exist: build the plugins ('dotnet build Workbench.sln'), or name their folder in WORKBENCH_PLUGINS.");
                continue;
            }
            foreach (var plugin in Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal))
            {
                var assembly = Path.Combine(plugin, Path.GetFileName(plugin) + ".dll");
                if (File.Exists(assembly)) host.LoadAssembly(assembly);
                else host._problems.Add($"'{plugin}' holds no {Path.GetFileName(assembly)}: a plugin's folder carries its assembly's name.");
            }
        }
        return host;
    }

    private void LoadAssembly(string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        if (s_shared.FirstOrDefault(file => File.Exists(Path.Combine(folder, file))) is { } copy)
        {
            _problems.Add($"'{path}' is refused: it ships its own {copy}, which the host shares. Delete '{Path.Combine(folder, copy)}' and reference the package with ExcludeAssets=\"runtime\".");
            return;
        }
        PluginLoader? loader = null;
        try
        {
            loader = PluginLoader.CreateFromAssemblyFile(path, config =>
            {
                config.IsUnloadable = true;
                config.PreferSharedTypes = true;
                config.LoadInMemory = true;   // a rebuild can replace the file
            });
            var assembly = loader.LoadDefaultAssembly();
            var contract = assembly.GetReferencedAssemblies().Select(reference => reference.Name).Contains("Workbench.Abstractions");
            if (!contract) throw new BadPluginException("it does not reference Workbench.Abstractions");
            var hash = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)))[..16];
            var found = assembly.GetExportedTypes().Where(type => type is { IsClass: true, IsAbstract: false }).Count(type => Register(type, Path.GetFileName(path), hash));
            if (found == 0) throw new BadPluginException("it has no public class with [Attribution] or [Metric]");
            _loaders.Add(loader);
        }
        catch (Exception error) when (error is BadPluginException or BadImageFormatException or FileLoadException or FileNotFoundException or TypeLoadException or ReflectionTypeLoadException or InvalidOperationException or IOException)
        {
            loader?.Dispose();
            _problems.Add($"'{path}' cannot be used: {error.Message.TrimEnd('.')}. Build it against this workbench's contract.");
        }
    }

    private bool Register(Type type, string assembly, string hash)
    {
        var method = type.GetCustomAttribute<AttributionAttribute>();
        var metric = type.GetCustomAttribute<MetricAttribute>();
        if (method is null && metric is null) return false;
        var (kind, contract) = method is not null ? (PluginKind.Method, typeof(IAttributionMethod)) : (PluginKind.Metric, typeof(IMetric));
        // A context that loaded a second copy of the contract would fail here, not in the middle of a run.
        if (!contract.IsAssignableFrom(type)) throw new BadPluginException($"{type.Name} does not implement the host's {contract.Name}");
        var id = method?.Id ?? metric!.Id;
        var options = PluginOptions.Of(type);
        var descriptor = new PluginDescriptor(id, kind, method?.Cite ?? metric!.Cite, metric?.Percent ?? false, options.Descriptors, assembly, hash);
        if (_plugins.TryGetValue((kind, id), out var other))
            _problems.Add($"'{id}' of {assembly} is left out: {other.Descriptor.Assembly} has it already.");
        else _plugins[(kind, id)] = new Loaded(descriptor, type, options);
        return true;
    }

    /// <inheritdoc/>
    public MethodInstance CreateMethod(PluginCall call)
    {
        var (plugin, name, descriptor) = Create(PluginKind.Method, call);
        return new MethodInstance(name, descriptor, (IAttributionMethod)plugin);
    }

    /// <inheritdoc/>
    public MetricInstance CreateMetric(PluginCall call)
    {
        var (plugin, name, descriptor) = Create(PluginKind.Metric, call);
        return new MetricInstance(name, descriptor, (IMetric)plugin);
    }

    private (object Plugin, string Name, PluginDescriptor Descriptor) Create(PluginKind kind, PluginCall call)
    {
        if (!_plugins.TryGetValue((kind, call.Id), out var loaded))
        {
            var known = Plugins.Where(plugin => plugin.Kind == kind).Select(plugin => plugin.Id);
            throw new PluginCallException([$"There is no {kind.ToString().ToLowerInvariant()} '{call.Id}'{NearestName.Hint(call.Id, known)}"]);
        }
        var (plugin, name) = loaded.Options.Create(loaded.Type, call);
        return (plugin, name, loaded.Descriptor);
    }

    /// <summary>Unloads every plugin; their contexts go once nothing refers to them.</summary>
    public void Dispose()
    {
        _plugins.Clear();
        foreach (var loader in _loaders) loader.Dispose();
        _loaders.Clear();
    }

    private sealed class BadPluginException(string message) : Exception(message);
}
