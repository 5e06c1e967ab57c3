using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using Workbench.Data;

namespace Workbench.Engine.Native;

/// <summary>
/// Loads libtorch and TorchSharp's native half, once per process, before the first tensor exists.
/// Looks in <c>WORKBENCH_LIBTORCH</c> (an installed PyTorch's <c>lib</c> folder), then for <c>native/&lt;rid&gt;</c> beside the
/// executable and in each folder above it.
/// </summary>
public static class TorchRuntime
{
    /// <summary>The environment variable that names a folder holding another libtorch.</summary>
    public const string LibtorchVariable = "WORKBENCH_LIBTORCH";

    private static readonly Lock s_gate = new();
    private static TorchLocation? s_loaded;
    private static nint s_bindings;

    /// <summary>The libraries this process runs on; null until <see cref="Load"/> has succeeded.</summary>
    public static TorchLocation? Loaded => s_loaded;

    /// <summary>Loads the native libraries; does nothing when they are loaded already.</summary>
    /// <exception cref="TorchRuntimeException">They are missing or cannot be loaded; the message says what to do about it.</exception>
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

    /// <summary>Begins to load them on another thread, for <see cref="Load"/> to find them loaded. What is wrong <see cref="Load"/> says.</summary>
    public static void Begin() => _ = Task.Run(Load);

    /// <summary>Where the libraries would be loaded from, without loading them.</summary>
    /// <exception cref="TorchRuntimeException">No folder holds them.</exception>
    public static TorchLocation Find()
    {
        var bundled = FindBundled();
        var own = Environment.GetEnvironmentVariable(LibtorchVariable);
        if (string.IsNullOrEmpty(own))
            return new TorchLocation(bundled, Path.Combine(bundled, FileName("LibTorchSharp")), FromVariable: false);
        if (!File.Exists(Path.Combine(own, FileName("torch_cpu"))))
            throw new TorchRuntimeException(
                $"{LibtorchVariable} is '{own}', but that folder holds no {FileName("torch_cpu")}. Name the 'lib' folder of an installed PyTorch 2.10."
            );
        return new TorchLocation(own, Path.Combine(bundled, FileName("LibTorchSharp")), FromVariable: true);
    }

    private static string FindBundled()
    {
        var rid = OperatingSystem.IsWindows() ? "win-x64" : OperatingSystem.IsMacOS() ? "osx-arm64" : "linux-x64";
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            foreach (
                var candidate in new[]
                {
                    Path.Combine(folder.FullName, "native", rid),
                    Path.Combine(folder.FullName, "runtimes", rid, "native"),
                })
                if (File.Exists(Path.Combine(candidate, FileName("LibTorchSharp")))) return candidate;
        throw new TorchRuntimeException(
            $"No folder native/{rid} with {FileName("LibTorchSharp")} above '{AppContext.BaseDirectory}'. Build again ('dotnet build Workbench.sln'): the build links it there."
        );
    }

    private static void LoadLibraries(TorchLocation location)
    {
        try
        {
            // By absolute path first: what is loaded already satisfies every later request for the same name.
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

    // libtorch tries NNPACK for every small convolution and warns each time that the processor lacks what it needs; TorchSharp has no switch for it.
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
/// <param name="Bindings">Path of <c>libLibTorchSharp</c> as shipped.</param>
/// <param name="FromVariable">Whether <c>WORKBENCH_LIBTORCH</c> named the folder.</param>
public sealed record TorchLocation(string Libtorch, string Bindings, bool FromVariable)
{
    /// <summary>TorchSharp's package version.</summary>
    public static string TorchSharpVersion =>
        typeof(TorchSharp.torch).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
        ?? "?";
}

/// <summary>libtorch is missing or cannot be loaded. The message says what to do.</summary>
public sealed class TorchRuntimeException(string message, Exception? inner = null)
    : WorkbenchException(FailureKind.Unavailable, message, inner);
