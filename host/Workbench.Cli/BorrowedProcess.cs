using Workbench.Engine.Native;
using Workbench.Engine.Plugins;
using static TorchSharp.torch;

namespace Workbench.Cli;

/// <summary>What a command changes of the process that it shares with others: lent to it, and given back as it was.</summary>
internal sealed class BorrowedProcess : IDisposable
{
    private readonly (TextWriter Output, TextWriter Errors) _console = (Console.Out, Console.Error);
    private readonly string _folder = Environment.CurrentDirectory;
    private readonly int _code = Environment.ExitCode;
    private readonly int? _threads = TorchRuntime.Loaded is null ? null : get_num_threads();

    /// <param name="output">Takes what is written to the console.</param>
    /// <param name="errors">Takes what is written to its error stream.</param>
    /// <param name="folder">The folder to work in.</param>
    public BorrowedProcess(TextWriter output, TextWriter errors, string folder)
    {
        Console.SetOut(output);
        Console.SetError(errors);
        PluginCalls.Enter(folder);
    }

    /// <summary>Gives it back.</summary>
    public void Dispose()
    {
        PluginCalls.Enter(_folder);
        Console.SetOut(_console.Output);
        Console.SetError(_console.Errors);
        Environment.ExitCode = _code;
        if (_threads is { } threads) set_num_threads(threads);
    }
}
