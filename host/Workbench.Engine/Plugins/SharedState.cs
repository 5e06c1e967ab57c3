using System.Globalization;
using TorchSharp;
using Workbench.Engine.Native;

namespace Workbench.Engine.Plugins;

/// <summary>
/// Process-wide state that a plugin could change for all: the current directory, the thread pool's limits, cultures, the console's writers,
/// libtorch's thread count and its default dtype. It is restored after each call.
/// </summary>
/// <remarks>
/// Environment variables and the global random generators are not restored: the host reads the former only at start-up and does not use the
/// latter.
/// </remarks>
internal sealed class SharedState
{
    // Only Enter changes it, so a plugin's thread that changes the directory later does not affect it.
    private static string s_folder = Environment.CurrentDirectory;

    private readonly (CultureInfo? Culture, CultureInfo? Texts) _defaults = (
        CultureInfo.DefaultThreadCurrentCulture,
        CultureInfo.DefaultThreadCurrentUICulture);
    private readonly ((int, int) Least, (int, int) Most) _pool = Pool();
    private readonly (TextWriter Out, TextWriter Error) _console = (Console.Out, Console.Error);
    private readonly (int Threads, torch.ScalarType Type)? _torch = IsLoaded ? (torch.get_num_threads(), torch.get_default_dtype()) : null;

    private static bool IsLoaded => TorchRuntime.LoadedLocation is not null;

    /// <summary>Restores all state that has changed since this instance was made.</summary>
    public void Restore()
    {
        RestoreFolder();
        if (CultureInfo.DefaultThreadCurrentCulture != _defaults.Culture) CultureInfo.DefaultThreadCurrentCulture = _defaults.Culture;
        if (CultureInfo.DefaultThreadCurrentUICulture != _defaults.Texts) CultureInfo.DefaultThreadCurrentUICulture = _defaults.Texts;
        if (Console.Out != _console.Out) Console.SetOut(_console.Out);
        if (Console.Error != _console.Error) Console.SetError(_console.Error);
        if (Pool() != _pool)
        {
            ThreadPool.SetMaxThreads(_pool.Most.Item1, _pool.Most.Item2);
            ThreadPool.SetMinThreads(_pool.Least.Item1, _pool.Least.Item2);
        }
        if (_torch is not { } before) return;
        if (torch.get_num_threads() != before.Threads) torch.set_num_threads(before.Threads);
        if (torch.get_default_dtype() != before.Type) torch.set_default_dtype(before.Type);
    }

    private static ((int, int) Least, (int, int) Most) Pool()
    {
        ThreadPool.GetMinThreads(out var least, out var leastPorts);
        ThreadPool.GetMaxThreads(out var most, out var mostPorts);
        return ((least, leastPorts), (most, mostPorts));
    }

    /// <summary>Changes the current directory and records it for <see cref="RestoreFolder"/>.</summary>
    public static void Enter(string folder)
    {
        Environment.CurrentDirectory = folder;
        s_folder = Environment.CurrentDirectory;
    }

    /// <summary>Restores the recorded directory.</summary>
    public static void RestoreFolder()
    {
        try
        {
            if (Environment.CurrentDirectory != s_folder) Environment.CurrentDirectory = s_folder;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The folder was deleted. Code that writes into it reports the error.
        }
    }

    /// <summary>State of one thread: its cultures, a pending interrupt, and libtorch's gradient and inference modes.</summary>
    internal readonly struct ThreadState()
    {
        private readonly (CultureInfo Culture, CultureInfo Texts) _cultures = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        private readonly (bool Gradients, bool Inference) _modes = IsLoaded
            ? (torch.is_grad_enabled(), torch.is_inference_mode_enabled())
            : default;

    /// <summary>Restores the thread's state and clears a pending interrupt.</summary>
        public void Restore()
        {
            ClearInterrupt();
            if (CultureInfo.CurrentCulture != _cultures.Culture) CultureInfo.CurrentCulture = _cultures.Culture;
            if (CultureInfo.CurrentUICulture != _cultures.Texts) CultureInfo.CurrentUICulture = _cultures.Texts;
            if (!IsLoaded) return;
            // A mode lasts until its guard is disposed, so these guards are deliberately not disposed.
            if (torch.is_inference_mode_enabled() != _modes.Inference) _ = torch.inference_mode(_modes.Inference);
            if (torch.is_grad_enabled() != _modes.Gradients) _ = torch.set_grad_enabled(_modes.Gradients);
        }

        // Clears a pending interrupt, which would otherwise throw at the host's next wait on this thread.
        private static void ClearInterrupt()
        {
            var gate = new object();
            try
            {
                lock (gate) Monitor.Wait(gate, 0);
            }
            catch (ThreadInterruptedException)
            {
                // The interrupt is cleared.
            }
        }
    }
}
