using System.Globalization;
using TorchSharp;
using Workbench.Engine.Native;

namespace Workbench.Engine.Plugins;

/// <summary>
/// What a plugin shares with the whole process and could change for everybody: the current directory, the thread pool's limits, cultures, where the console writes, libtorch's threads and
/// its type of new tensors. It is set back after each call.
/// </summary>
/// <remarks>Environment variables and random numbers without a generator of their own are not: the host reads the former at its start, and uses none of the latter.</remarks>
internal sealed class SharedState
{
    // Nobody else changes it, so that the first one seen is right, whatever a plugin's own threads do later.
    private static string s_folder = Environment.CurrentDirectory;

    private readonly (CultureInfo? Culture, CultureInfo? Texts) _defaults = (
        CultureInfo.DefaultThreadCurrentCulture,
        CultureInfo.DefaultThreadCurrentUICulture);
    private readonly ((int, int) Least, (int, int) Most) _pool = Pool();
    private readonly (TextWriter Out, TextWriter Error) _console = (Console.Out, Console.Error);
    private readonly (int Threads, torch.ScalarType Type)? _torch = IsLoaded ? (torch.get_num_threads(), torch.get_default_dtype()) : null;

    private static bool IsLoaded => TorchRuntime.Loaded is not null;

    /// <summary>Sets back what has changed since this was made.</summary>
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

    /// <summary>Makes a folder the process's own.</summary>
    public static void Enter(string folder)
    {
        Environment.CurrentDirectory = folder;
        s_folder = Environment.CurrentDirectory;
    }

    /// <summary>Goes back into the process's own folder.</summary>
    public static void RestoreFolder()
    {
        try
        {
            if (Environment.CurrentDirectory != s_folder) Environment.CurrentDirectory = s_folder;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The folder is gone: who writes into it says so.
        }
    }

    /// <summary>What belongs to one thread: its cultures, whether it is to be interrupted, and whether libtorch records gradients on it.</summary>
    internal readonly struct OfThread()
    {
        private readonly (CultureInfo Culture, CultureInfo Texts) _cultures = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        private readonly (bool Gradients, bool Inference) _modes = IsLoaded
            ? (torch.is_grad_enabled(), torch.is_inference_mode_enabled())
            : default;

        /// <summary>Sets back what has changed.</summary>
        public void Restore()
        {
            Uninterrupted();
            if (CultureInfo.CurrentCulture != _cultures.Culture) CultureInfo.CurrentCulture = _cultures.Culture;
            if (CultureInfo.CurrentUICulture != _cultures.Texts) CultureInfo.CurrentUICulture = _cultures.Texts;
            if (!IsLoaded) return;
            // A mode lasts until its guard is disposed; these are left to last.
            if (torch.is_inference_mode_enabled() != _modes.Inference) _ = torch.inference_mode(_modes.Inference);
            if (torch.is_grad_enabled() != _modes.Gradients) _ = torch.set_grad_enabled(_modes.Gradients);
        }

        // A thread that interrupted itself would throw where it waits next, in the host's own code.
        private static void Uninterrupted()
        {
            var gate = new object();
            try
            {
                lock (gate) Monitor.Wait(gate, 0);
            }
            catch (ThreadInterruptedException)
            {
                // That was it.
            }
        }
    }
}
