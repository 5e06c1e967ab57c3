using Spectre.Console;
using Workbench.Engine.Loading;
using Workbench.Experiments;

namespace Workbench.Cli;

/// <summary>What a command works with: its command line, where it writes, how it shows progress, and who may stop it.</summary>
/// <param name="arguments">The command line, without the program's name.</param>
/// <param name="terminal">Its output and error stream.</param>
/// <param name="interruption">Requests to end.</param>
internal sealed class CommandContext(IReadOnlyList<string> arguments, Terminal terminal, Interruption interruption)
{
    /// <summary>The command line, as provenance keeps it.</summary>
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

    /// <summary>A session whose cautions go to the error stream.</summary>
    /// <param name="device">The device, or null for the best.</param>
    /// <param name="threads">CPU threads, or null for the default.</param>
    /// <param name="cancel">Stops loading.</param>
    /// <param name="computes">Whether numbers are computed here.</param>
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

    /// <summary>Writes a caution to the error stream.</summary>
    public void Warn(string text) => Errors.MarkupLineInterpolated($"[yellow]{text}[/]");

    /// <summary>The plugins at hand; what was wrong with them goes to the error stream.</summary>
    public PluginHost LoadPlugins()
    {
        var host = PluginHost.Load(PluginHost.DefaultFolders);
        foreach (var problem in host.Problems) Errors.WriteLine($"warning: {problem}");
        return host;
    }
}
