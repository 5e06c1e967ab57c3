using System.CommandLine;
using Spectre.Console;
using Workbench.Engine.Model;
using Workbench.Experiments;
using Workbench.Scripting;

namespace Workbench.Cli.Commands;

/// <summary>The options shared by the commands that open a bench.</summary>
internal sealed class BenchOptions(CommandContext context)
{
    private readonly Option<string> _subject = new("--subject")
    {
        Description = "A shipped subject's name, or a subject file",
        HelpName = "NAME|FILE",
        DefaultValueFactory = _ => new BenchSettings().Subject,
    };
    private readonly Option<string?> _dtype = new("--dtype") { Description = Precision.Help };
    private readonly Option<string?> _device = new("--device")
    {
        Description = "cpu, cuda, cuda:1 …; default: CUDA if there is a device",
        HelpName = "DEVICE",
    };
    private readonly Option<int?> _threads = new("--threads")
    {
        Description = "CPU threads of libtorch; default: one per core",
        HelpName = "N",
    };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _subject, _dtype, _device, _threads }) command.Options.Add(option);
        _dtype.AcceptOnlyFromAmong([.. Precision.Names]);
        ExperimentOptions.AtLeastOne(_threads);
    }

    public BenchSettings Settings(ParseResult parsed, IReadOnlyList<string> args, PluginInspection inspection, CancellationToken cancel) =>
        new()
        {
            Subject = parsed.GetValue(_subject)!,
            Dtype = parsed.GetValue(_dtype) is { } dtype ? Precision.FromName(dtype) : null,
            Device = parsed.GetValue(_device),
            Threads = parsed.GetValue(_threads),
            Output = context.Output,
            Say = text => context.Errors.MarkupLineInterpolated($"[yellow]{text}[/]"),
            Progress = context.Progress.Bar,
            Validate = inspection.Inspect,
            Args = args,
            Cancel = cancel,
        };
}
