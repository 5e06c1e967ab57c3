using Workbench.Engine.Native;
using Workbench.Engine.Plugins;
using static TorchSharp.torch;

namespace Workbench.Cli;

/// <summary>
/// The process state that a command changes: console streams, current folder, exit code, libtorch's thread count.
/// <see cref="Dispose"/> restores it.
/// </summary>
internal sealed class ProcessStateScope : IDisposable
{
    private readonly (TextWriter Output, TextWriter Errors) _console = (Console.Out, Console.Error);
    private readonly string _folder = Environment.CurrentDirectory;
    private readonly int _code = Environment.ExitCode;
    private readonly int? _threads = TorchRuntime.LoadedLocation is null ? null : get_num_threads();

    /// <param name="output">Takes the place of <see cref="Console.Out"/>.</param>
    /// <param name="errors">Takes the place of <see cref="Console.Error"/>.</param>
    /// <param name="folder">The folder to work in.</param>
    public ProcessStateScope(TextWriter output, TextWriter errors, string folder)
    {
        Console.SetOut(output);
        Console.SetError(errors);
        PluginCalls.Enter(folder);
    }

    public void Dispose()
    {
        PluginCalls.Enter(_folder);
        Console.SetOut(_console.Output);
        Console.SetError(_console.Errors);
        Environment.ExitCode = _code;
        if (_threads is { } threads) set_num_threads(threads);
    }
}
