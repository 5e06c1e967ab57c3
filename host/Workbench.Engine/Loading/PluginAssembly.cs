using System.Reflection;
using System.Runtime.Loader;
using System.Security.Cryptography;
using McMaster.NETCore.Plugins;
using Workbench.Engine.Plugins;

namespace Workbench.Engine.Loading;

internal sealed record PluginClass(PluginDescriptor Descriptor, Type Type, PluginOptions Options);

/// <summary>
/// A plugin assembly in its own unloadable load context, which shares the contract and TorchSharp with the host. The only class that uses
/// McMaster.NETCore.Plugins.
/// </summary>
internal sealed class PluginAssembly : IDisposable
{
    // A plugin must not ship these: a second copy would define other types, or load another native library, of the same name.
    private static readonly string[] s_shared = [$"{ContractUse.Contract}.dll", "TorchSharp.dll"];

    private readonly PluginLoader _loader;

    private PluginAssembly(string folder, string hash, PluginLoader loader, IReadOnlyList<PluginClass> classes) =>
        (Folder, Hash, _loader, Classes) = (folder, hash, loader, classes);

    /// <summary>The plugin's folder as built, not its staged copy.</summary>
    public string Folder { get; }

    /// <summary>The <see cref="StagedPlugins.HashOf"/> of the folder that was loaded; empty if it was loaded without a copy.</summary>
    public string Hash { get; }

    /// <summary>Its methods and metrics; empty once disposed.</summary>
    public IReadOnlyList<PluginClass> Classes { get; private set; }

    public string FileName => Path.GetFileName(Folder) + ".dll";

    /// <summary>Loads <c>FOLDER/Name/Name.dll</c> from a copy of its folder, within <see cref="PluginClock.BriefLimit"/>.</summary>
    /// <param name="folder">The plugin's folder.</param>
    /// <param name="staged">The copy made by <see cref="StagedPlugins.Copy"/>, or the folder itself.</param>
    /// <param name="hash">The <see cref="StagedPlugins.HashOf"/> of the folder; empty without a copy.</param>
    /// <exception cref="BadPluginException">The assembly cannot be used; the message states the fault and the remedy.</exception>
    public static PluginAssembly Load(string folder, string staged, string hash)
    {
        var path = PathIn(folder);
        if (!File.Exists(path))
            throw new BadPluginException($"'{folder}' has no {Path.GetFileName(path)}. A plugin's folder must have its assembly's name.");
        if (s_shared.FirstOrDefault(file => File.Exists(Path.Combine(folder, file))) is { } copy)
            throw new BadPluginException($"'{path}' is refused: it ships its own {copy}, which the host shares. "
                + $"Delete '{Path.Combine(folder, copy)}' and reference the package with ExcludeAssets=\"runtime\".");
        var at = new LoadStep();
        try
        {
            // This runs plugin code: initialisers of a module, a class or an options record, attributes, and default values.
            return PluginClock.CallOnce(PluginClock.BriefLimit, path, () =>
                LoadWithinLimit(folder, Path.Combine(staged, Path.GetFileName(path)), hash, at));
        }
        catch (PluginHungException error)
        {
            throw new BadPluginException(
                $"'{path}' is left out: {at.Name} did not return within {error.Limit.TotalSeconds:0.###} s while it was loaded.");
        }
    }

    /// <summary>The assembly's file in a plugin's folder.</summary>
    public static string PathIn(string folder) => Path.Combine(folder, Path.GetFileName(folder) + ".dll");

    // The part that is being loaded, for the message about a plugin that does not return.
    private sealed class LoadStep
    {
        public volatile string Name = "its module";
    }

    // Runs on the clock's thread. Messages are made here, inside the time limit, since reading an exception's text may run plugin code.
    private static PluginAssembly LoadWithinLimit(string folder, string staged, string hash, LoadStep at)
    {
        PluginLoader? loader = null;
        try
        {
            loader = PluginLoader.CreateFromAssemblyFile(staged, config =>
            {
                config.IsUnloadable = true;
                config.PreferSharedTypes = true;
                config.LoadInMemory = true;   // no file stays locked
            });
            var assembly = loader.LoadDefaultAssembly();
            if (!assembly.GetReferencedAssemblies().Any(reference => reference.Name == ContractUse.Contract))
                throw new BadPluginException($"it does not reference {ContractUse.Contract}");
            var bytes = File.ReadAllBytes(staged);
            if (ContractUse.Missing(assembly, bytes) is [_, ..] missing)
                throw new BadPluginException($"it uses {string.Join(", ", missing)}, which this workbench's contract does not have");
            using var code = new ClassHashCache(staged, bytes, StagedPlugins.IsCopy(Path.GetDirectoryName(staged)!, hash));
            var classes = new List<PluginClass>();
            var fileHash = Convert.ToHexStringLower(SHA256.HashData(bytes))[..16];
            foreach (var type in assembly.GetExportedTypes().Where(type => type is { IsClass: true, IsAbstract: false }))
            {
                at.Name = type.Name;
                if (Describe(type, Path.GetFileName(staged), fileHash, code) is { } found) classes.Add(found);
            }
            if (classes.Count == 0) throw new BadPluginException("it has no public class with [Attribution] or [Metric]");
            return new PluginAssembly(folder, hash, loader, classes);
        }
        // A damaged or foreign file can fail with any exception.
        catch (Exception error) when (error is not AbandonedException)
        {
            loader?.Dispose();
            throw new BadPluginException(
                $"'{PathIn(folder)}' cannot be used: {LoadFault.Reason(error)}. Build it against this workbench's contract.");
        }
    }

    /// <summary>Describes a method or metric; null if the class has neither attribute.</summary>
    private static PluginClass? Describe(Type type, string assembly, string hash, ClassHashCache code)
    {
        var method = type.GetCustomAttribute<AttributionAttribute>();
        var metric = type.GetCustomAttribute<MetricAttribute>();
        if (method is null && metric is null) return null;
        var (kind, contract) = method is not null ? (PluginKind.Method, typeof(IAttributionMethod)) : (PluginKind.Metric, typeof(IMetric));
        var id = method is not null ? method.Id : metric!.Id;
        if (string.IsNullOrWhiteSpace(id)) throw new BadPluginException($"{type.Name} has no id in its attribute");
        // If the context had loaded a second copy of the contract, this fails here and not in the middle of a run.
        if (!contract.IsAssignableFrom(type)) throw new BadPluginException($"{type.Name} does not implement the host's {contract.Name}");
        var options = PluginOptions.FromPlugin(type);
        var descriptor = new PluginDescriptor(
            id,
            kind,
            (method is not null ? method.Cite : metric!.Cite) ?? "",
            metric?.Percent ?? false,
            options.Descriptors,
            assembly,
            hash)
        {
            Code = code.ClassHash(type),
            IsMean = metric?.Mean ?? false,
            Lowest = metric?.Min ?? double.NegativeInfinity,
            Highest = metric?.Max ?? double.PositiveInfinity,
        };
        return new PluginClass(descriptor, type, options);
    }

    /// <summary>A weak reference to the load context; it has no target once the context is unloaded.</summary>
    public WeakReference Context() => new(AssemblyLoadContext.GetLoadContext(Classes[0].Type.Assembly));

    /// <summary>Starts the unload; the context is freed once nothing refers to it.</summary>
    public void Dispose()
    {
        Classes = [];
        _loader.Dispose();
    }
}
