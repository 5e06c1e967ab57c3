using Spectre.Console;
using Workbench.Engine.Loading;
using Workbench.Experiments;

namespace Workbench.Cli;

/// <summary>The environment of a command: its command line, its output, its progress display and its cancellation.</summary>
/// <param name="arguments">The command line, without the program's name.</param>
/// <param name="terminal">The output and the error stream.</param>
/// <param name="interruption">Requests to end.</param>
internal sealed class CommandContext(IReadOnlyList<string> arguments, Terminal terminal, Interruption interruption)
{
    /// <summary>The command line, as the provenance records it.</summary>
    public IReadOnlyList<string> Arguments { get; } = arguments;

    /// <inheritdoc cref="Cli.Interruption"/>
    public Interruption Interruption { get; } = interruption;

    /// <inheritdoc cref="Cli.Progress"/>
    public Progress Progress { get; } = new(terminal, interruption);

    /// <inheritdoc cref="Cli.Terminal"/>
    public Terminal Terminal { get; } = terminal;

    /// <inheritdoc cref="Terminal.Output"/>
    public IAnsiConsole Output => Terminal.Output;

    /// <inheritdoc cref="Terminal.Errors"/>
    public IAnsiConsole Errors => Terminal.Errors;

    /// <inheritdoc cref="Terminal.Writer"/>
    public TextWriter Writer => Terminal.Writer;

    /// <summary>Opens a session. Its warnings go to the error stream.</summary>
    /// <param name="device">The device; null: the best one.</param>
    /// <param name="threads">CPU threads; null: the default.</param>
    /// <param name="cancel">Stops loading.</param>
    /// <param name="computes">Whether this process computes numbers.</param>
    public ExperimentSession Open(string? device, int? threads, CancellationToken cancel, bool computes = true) =>
        new(
            new SessionOptions
            {
                Device = device,
                Threads = threads,
                Say = Warn,
                Progress = Progress.Bar,
                Cancel = cancel,
                Computes = computes,
            });

    /// <summary>Writes a warning to the error stream.</summary>
    public void Warn(string text) => Errors.MarkupLineInterpolated($"[yellow]{text}[/]");

    /// <summary>Loads the plugins. Their problems go to the error stream.</summary>
    public PluginHost LoadPlugins()
    {
        var host = PluginHost.Load(PluginHost.DefaultFolders);
        foreach (var problem in host.Problems) Errors.WriteLine($"warning: {problem}");
        return host;
    }
}
