using System.CommandLine;
using Workbench.Cluster.Slurm;

namespace Workbench.Cli.Commands.Cluster;

/// <summary>The options of <c>submit</c> for Slurm, named like sbatch's options.</summary>
internal sealed class SlurmOptions
{
    private readonly Option<string?> _partition = new("--partition") { Description = "Partition of the tasks", HelpName = "P" };
    private readonly Option<int?> _cpus = new("--cpus-per-task")
    {
        Description = "Cores of a task, and its threads unless --threads is given",
        HelpName = "C",
    };
    private readonly Option<string?> _memory = new("--mem") { Description = "Memory of a task, for example 8G", HelpName = "M" };
    private readonly Option<string?> _time = new("--time")
    {
        Description = "Time limit of a task, after which it is queued again: 30:00, 4:00:00, 4h, 1d",
        HelpName = "T",
    };
    private readonly Option<string?> _account = new("--account") { Description = "Account that is charged", HelpName = "A" };
    private readonly Option<string?> _exclude = new("--nodes-exclude")
    {
        Description = "Nodes to avoid, for example node[3-5]",
        HelpName = "NODES",
    };
    private readonly Option<int?> _atOnce = new("--at-once")
    {
        Description = "Tasks that run at once; default: as many as Slurm starts",
        HelpName = "N",
    };
    private readonly Option<int?> _grace = new("--grace")
    {
        Description = "Seconds before the time limit at which a task finishes its current images and stops; default: 60",
        HelpName = "SECONDS",
    };
    private readonly Option<string?> _mergePartition = new("--merge-partition")
    {
        Description = "Partition of the merge, which needs no GPU; default: the partition of the tasks",
        HelpName = "P",
    };
    private readonly Option<string[]> _more = new("--sbatch")
    {
        Description = "Another option of sbatch, for example --sbatch=--qos=low; may be repeated",
        HelpName = "OPTION",
    };

    /// <summary>GPUs of a task. With one or more, its default device is CUDA.</summary>
    public Option<int?> Gpus { get; } =
        new("--gpus-per-task")
        {
            Description = "GPUs of a task: with 1 it computes on CUDA; default: none, it computes on the CPU",
            HelpName = "G",
        };

    public int? Cpus(ParseResult parsed) => parsed.GetValue(_cpus);

    private IReadOnlyList<Option> All =>
        [_partition, Gpus, _cpus, _memory, _time, _account, _exclude, _atOnce, _grace, _mergePartition, _more];

    public void AddTo(Command command)
    {
        foreach (var option in All) command.Options.Add(option);
        foreach (var count in (Option<int?>[])[Gpus, _cpus, _atOnce]) ExperimentOptions.AtLeastOne(count);
        // A line break would start a new line in the script.
        foreach (var text in (Option<string?>[])[_partition, _memory, _time, _account, _exclude, _mergePartition])
            text.Validators.Add(result =>
            {
                if (
                    result.Tokens is [var token]
                    && (token.Value.Length == 0 || token.Value.Any(c => char.IsWhiteSpace(c) || char.IsControl(c))))
                    result.AddError($"{text.Name} must be one word.");
            });
        AddValidator(_time, SlurmNotation.Time);
        AddValidator(_memory, SlurmNotation.Memory);
        _more.Validators.Add(result =>
        {
            if (result.Tokens.Any(token => !token.Value.StartsWith("--", StringComparison.Ordinal) || token.Value.Any(char.IsControl)))
                result.AddError("--sbatch takes an option of sbatch, for example --sbatch=--qos=low.");
        });
        _grace.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && int.TryParse(token.Value, out var seconds) && seconds is < 1 or > 65535)
                result.AddError($"--grace is {token.Value}, and must be from 1 to 65535.");
        });
    }

    private static void AddValidator(Option<string?> option, Func<string, string> read) => option.Validators.Add(result =>
    {
        try
        {
            if (result.Tokens is [var token]) read(token.Value);
        }
        catch (FormatException error)
        {
            result.AddError($"{option.Name}: {error.Message}");
        }
    });

    /// <summary>The request to Slurm.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="before">An earlier request, whose values apply to options that the command line does not give.</param>
    public SlurmRequest Request(ParseResult parsed, SlurmRequest? before = null) => new()
    {
        Partition = parsed.GetValue(_partition) ?? before?.Partition,
        Gpus = parsed.GetValue(Gpus) ?? before?.Gpus,
        Cpus = parsed.GetValue(_cpus) ?? before?.Cpus,
        Memory = parsed.GetValue(_memory) is { } memory ? SlurmNotation.Memory(memory) : before?.Memory,
        Time = parsed.GetValue(_time) is { } time ? SlurmNotation.Time(time) : before?.Time,
        Account = parsed.GetValue(_account) ?? before?.Account,
        Exclude = parsed.GetValue(_exclude) ?? before?.Exclude,
        AtOnce = parsed.GetValue(_atOnce) ?? before?.AtOnce,
        Grace = parsed.GetValue(_grace) ?? before?.Grace ?? new SlurmRequest().Grace,
        More = parsed.GetValue(_more) is { Length: > 0 } more ? more : before?.More ?? [],
        MergePartition = parsed.GetValue(_mergePartition) ?? before?.MergePartition,
    };

    /// <summary>Whether the command line gives any of these options.</summary>
    public bool Any(ParseResult parsed) => All.Any(option => parsed.GetResult(option) is { Implicit: false });
}
