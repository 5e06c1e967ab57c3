using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using Workbench.Data;

namespace Workbench.Engine.Native;

/// <summary>
/// Loads libtorch and TorchSharp's native bindings, once per process, before the first tensor exists.
/// libtorch comes from <c>WORKBENCH_LIBTORCH</c> (the <c>lib</c> folder of an installed PyTorch) if that is set. Else both come from
/// <c>native/&lt;rid&gt;</c> or <c>runtimes/&lt;rid&gt;/native</c> beside the executable or in a folder above it, or from NuGet's package
/// folders. A package that is missing there is restored.
/// </summary>
public static class TorchRuntime
{
    /// <summary>The environment variable with the folder of another libtorch.</summary>
    public const string LibtorchVariable = "WORKBENCH_LIBTORCH";

    private static readonly Lock s_gate = new();
    private static TorchLocation? s_loaded;
    private static nint s_bindings;
    private static TorchRuntimeException? s_failedRestore;

    /// <summary>The loaded libraries; null until <see cref="Load"/> has succeeded.</summary>
    public static TorchLocation? LoadedLocation => s_loaded;

    /// <summary>Loads the native libraries; does nothing if they are loaded already.</summary>
    /// <exception cref="TorchRuntimeException">They are missing or cannot be loaded; the message states the remedy.</exception>
    public static TorchLocation Load()
    {
        lock (s_gate)
        {
            if (s_loaded is { } loaded) return loaded;
            Allocator.Tune();
            var location = Find();
            LoadLibraries(location);
            s_loaded = location;
            return location;
        }
    }

    /// <summary>
    /// Starts <see cref="Load"/> on another thread. A later <see cref="Load"/> waits for it, and throws if the libraries cannot be loaded.
    /// </summary>
    public static void LoadInBackground() => _ = Task.Run(Load);

    /// <summary>
    /// Runs the restore of a missing package: a program shows the message meanwhile. Null runs it silently.
    /// </summary>
    public static Action<string, Action>? ShowRestore { get; set; }

    /// <summary>The place from which <see cref="Load"/> loads the libraries. Loads nothing; restores a missing package.</summary>
    /// <exception cref="TorchRuntimeException">A library is missing and cannot be restored.</exception>
    public static TorchLocation Find()
    {
        var own = Environment.GetEnvironmentVariable(LibtorchVariable);
        if (!string.IsNullOrEmpty(own) && !File.Exists(Path.Combine(own, FileName("torch_cpu"))))
            throw new TorchRuntimeException($"{LibtorchVariable} is '{own}', but that folder has no {FileName("torch_cpu")}. "
                + "Set it to the 'lib' folder of an installed PyTorch 2.10.");
        var bindings = Path.Combine(
            FindBeside("LibTorchSharp") ?? FolderOf(NativePackage.Bindings),
            FileName("LibTorchSharp"));
        return string.IsNullOrEmpty(own)
            ? new TorchLocation(FindBeside("torch_cpu") ?? FolderOf(NativePackage.Libtorch), bindings, FromVariable: false)
            : new TorchLocation(own, bindings, FromVariable: true);
    }

    private static string? FindBeside(string library)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            foreach (
                var candidate in new[]
                {
                    Path.Combine(folder.FullName, "native", NativePackage.Rid),
                    Path.Combine(folder.FullName, "runtimes", NativePackage.Rid, "native"),
                })
                if (File.Exists(Path.Combine(candidate, FileName(library)))) return candidate;
        return null;
    }

    private static string FolderOf(NativePackage package)
    {
        if (PackageFolders.Find(package) is { } found) return found;
        if (s_failedRestore is not null) throw s_failedRestore;   // of the load in the background
        var restored = "";
        void Restore() => restored = NativeRestore.Run(package);
        try
        {
            if (ShowRestore is { } show) show(RestoreMessage(package), Restore);
            else Restore();
        }
        catch (TorchRuntimeException failure)
        {
            s_failedRestore = failure;
            throw;
        }
        return restored;
    }

    private static string RestoreMessage(NativePackage package)
    {
        var (fetched, onDisk) = package.Megabytes;
        return $"{package.Id} {package.Version} is not on this machine. NuGet restores it once: {fetched} MB, {onDisk} MB on the disk";
    }

    private static void LoadLibraries(TorchLocation location)
    {
        try
        {
            // By absolute path first: a loaded library satisfies later requests for the same name.
            foreach (var name in (string[])["c10", "torch_cpu", "torch"])
                NativeLibrary.Load(Path.Combine(location.Libtorch, FileName(name)));
            foreach (var name in (string[])["c10_cuda", "torch_cuda"])
                NativeLibrary.TryLoad(Path.Combine(location.Libtorch, FileName(name)), out _);
            var bindings = OperatingSystem.IsLinux() ? GlibcxxPatch.Apply(location.Bindings) : location.Bindings;
            s_bindings = NativeLibrary.Load(bindings);
        }
        catch (Exception error) when (error is DllNotFoundException or BadImageFormatException)
        {
            throw new TorchRuntimeException($"libtorch in '{location.Libtorch}' cannot be loaded: {error.Message.Trim()}", error);
        }
        var torchSharp = typeof(TorchSharp.torch).Assembly;
        NativeLibrary.SetDllImportResolver(torchSharp, (name, _, _) => Resolve(name));
        AssemblyLoadContext.GetLoadContext(torchSharp)!.ResolvingUnmanagedDll += (_, name) => Resolve(name);
        DisableNnpack(NativeLibrary.Load(Path.Combine(location.Libtorch, FileName("torch_cpu"))));
    }

    // libtorch tries NNPACK for every small convolution and warns each time if the processor does not support it; TorchSharp has no switch.
    private static unsafe void DisableNnpack(nint library)
    {
        if (!NativeLibrary.TryGetExport(library, "_ZN2at13globalContextEv", out var context)
            || !NativeLibrary.TryGetExport(library, "_ZN2at7Context20setUserEnabledNNPACKEb", out var set)) return;
        ((delegate* unmanaged<nint, byte, void>)set)(((delegate* unmanaged<nint>)context)(), 0);
    }

    private static nint Resolve(string name) =>
        name.Contains("LibTorchSharp", StringComparison.Ordinal) ? s_bindings : nint.Zero;

    private static string FileName(string name) =>
        OperatingSystem.IsWindows() ? $"{name}.dll" : OperatingSystem.IsMacOS() ? $"lib{name}.dylib" : $"lib{name}.so";
}

/// <summary>The folder of libtorch and the file of TorchSharp's native bindings.</summary>
/// <param name="Libtorch">Folder with <c>libtorch_cpu</c>.</param>
/// <param name="Bindings">Path of <c>libLibTorchSharp</c> as shipped, without the patch.</param>
/// <param name="FromVariable">Whether <c>WORKBENCH_LIBTORCH</c> named the folder.</param>
public sealed record TorchLocation(string Libtorch, string Bindings, bool FromVariable)
{
    /// <summary>TorchSharp's package version.</summary>
    public static string TorchSharpVersion =>
        typeof(TorchSharp.torch).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
        ?? "?";
}

/// <summary>libtorch is missing, cannot be loaded, or computes wrong numbers. The message states the remedy.</summary>
public sealed class TorchRuntimeException(string message, Exception? inner = null)
    : WorkbenchException(FailureKind.Unavailable, message, inner);
