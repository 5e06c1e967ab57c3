using System.Reflection;
using System.Runtime.Loader;
using System.Security.Cryptography;
using McMaster.NETCore.Plugins;
using Workbench.Engine.Plugins;

namespace Workbench.Engine.Loading;

/// <summary>One class of a plugin assembly.</summary>
internal sealed record PluginClass(PluginDescriptor Descriptor, Type Type, PluginOptions Options);

/// <summary>
/// A plugin assembly in a load context of its own that can be unloaded, with the contract and TorchSharp shared from the host. The only class that knows
/// McMaster.NETCore.Plugins.
/// </summary>
internal sealed class PluginAssembly : IDisposable
{
    // What a plugin must not bring: a second copy would be another type, or another native library, of the same name.
    private static readonly string[] s_shared = [$"{ContractUse.Contract}.dll", "TorchSharp.dll"];

    private readonly PluginLoader _loader;

    private PluginAssembly(string folder, string hash, PluginLoader loader, IReadOnlyList<PluginClass> classes) =>
        (Folder, Hash, _loader, Classes) = (folder, hash, loader, classes);

    /// <summary>The plugin's folder, as built.</summary>
    public string Folder { get; }

    /// <summary>Hash of the folder's assemblies.</summary>
    public string Hash { get; }

    /// <summary>Its methods and metrics.</summary>
    public IReadOnlyList<PluginClass> Classes { get; private set; }

    /// <summary>File name of the assembly.</summary>
    public string FileName => Path.GetFileName(Folder) + ".dll";

    /// <summary>Loads <c>FOLDER/Name/Name.dll</c> from a copy of its folder, within <see cref="PluginClock.BriefLimit"/>.</summary>
    /// <param name="folder">The plugin's folder.</param>
    /// <param name="staged">The copy, a <see cref="PluginStage.Copy"/> of the content that <paramref name="hash"/> names.</param>
    /// <param name="hash">Its <see cref="PluginStage.HashOf"/>.</param>
    /// <exception cref="BadPluginException">It cannot be used; the message is a sentence with the remedy.</exception>
    public static PluginAssembly Load(string folder, string staged, string hash)
    {
        var path = PathIn(folder);
        if (!File.Exists(path))
            throw new BadPluginException($"'{folder}' holds no {Path.GetFileName(path)}: a plugin's folder carries its assembly's name.");
        if (s_shared.FirstOrDefault(file => File.Exists(Path.Combine(folder, file))) is { } copy)
            throw new BadPluginException($"'{path}' is refused: it ships its own {copy}, which the host shares. "
                + $"Delete '{Path.Combine(folder, copy)}' and reference the package with ExcludeAssets=\"runtime\".");
        var at = new LoadStep();
        try
        {
            // Initialisers of a module, a class or an options record run here, and attributes and default values are the plugin's code too.
            return PluginClock.CallOnce(PluginClock.BriefLimit, path, () =>
                Guarded(folder, Path.Combine(staged, Path.GetFileName(path)), hash, at));
        }
        catch (PluginHungException error)
        {
            throw new BadPluginException(
                $"'{path}' is left out: {at.Name} did not return within {error.Limit.TotalSeconds:0.###} s while it was loaded.");
        }
    }

    /// <summary>The assembly's file in a plugin's folder.</summary>
    public static string PathIn(string folder) => Path.Combine(folder, Path.GetFileName(folder) + ".dll");

    // What is at work, for a message about a plugin that does not return.
    private sealed class LoadStep
    {
        public volatile string Name = "its module";
    }

    // On the clock's thread: whatever it throws is said here too, since the text of an exception is the plugin's code.
    private static PluginAssembly Guarded(string folder, string staged, string hash, LoadStep at)
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
            using var code = new PluginCode(staged, bytes, PluginStage.IsCopy(Path.GetDirectoryName(staged)!, hash));
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
        // A file that is damaged, or built for something else, fails in any way at all.
        catch (Exception error) when (error is not AbandonedException)
        {
            loader?.Dispose();
            throw new BadPluginException(
                $"'{PathIn(folder)}' cannot be used: {LoadFault.Reason(error)}. Build it against this workbench's contract.");
        }
    }

    /// <summary>A class with its attribute, or null where it is none of ours.</summary>
    private static PluginClass? Describe(Type type, string assembly, string hash, PluginCode code)
    {
        var method = type.GetCustomAttribute<AttributionAttribute>();
        var metric = type.GetCustomAttribute<MetricAttribute>();
        if (method is null && metric is null) return null;
        var (kind, contract) = method is not null ? (PluginKind.Method, typeof(IAttributionMethod)) : (PluginKind.Metric, typeof(IMetric));
        var id = method is not null ? method.Id : metric!.Id;
        if (string.IsNullOrWhiteSpace(id)) throw new BadPluginException($"{type.Name} has no id in its attribute");
        // A context that loaded a second copy of the contract would fail here, not in the middle of a run.
        if (!contract.IsAssignableFrom(type)) throw new BadPluginException($"{type.Name} does not implement the host's {contract.Name}");
        var options = PluginOptions.Of(type);
        var descriptor = new PluginDescriptor(
            id,
            kind,
            (method is not null ? method.Cite : metric!.Cite) ?? "",
            metric?.Percent ?? false,
            options.Descriptors,
            assembly,
            hash)
        {
            Code = code.Of(type),
            IsMean = metric?.Mean ?? false,
            Lowest = metric?.Min ?? double.NegativeInfinity,
            Highest = metric?.Max ?? double.PositiveInfinity,
        };
        return new PluginClass(descriptor, type, options);
    }

    /// <summary>The load context, for telling whether it is gone.</summary>
    public WeakReference Context() => new(AssemblyLoadContext.GetLoadContext(Classes[0].Type.Assembly));

    /// <summary>Unloads it; its context goes once nothing refers to it.</summary>
    public void Dispose()
    {
        Classes = [];
        _loader.Dispose();
    }
}
