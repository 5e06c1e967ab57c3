using System.CommandLine;
using Workbench.Cluster.Slurm;

namespace Workbench.Cli.Commands.Cluster;

/// <summary>What <c>submit</c> asks of Slurm, in sbatch's words.</summary>
internal sealed class SlurmOptions
{
    private readonly Option<string?> _partition = new("--partition") { Description = "Partition of the tasks", HelpName = "P" };
    private readonly Option<int?> _cpus = new("--cpus-per-task")
    {
        Description = "Cores of a task, and its threads unless --threads says otherwise",
        HelpName = "C",
    };
    private readonly Option<string?> _memory = new("--mem") { Description = "Memory of a task: 8G", HelpName = "M" };
    private readonly Option<string?> _time = new("--time")
    {
        Description = "Time limit of one start of a task, after which it is queued again: 30:00, 4:00:00, 4h, 1d",
        HelpName = "T",
    };
    private readonly Option<string?> _account = new("--account") { Description = "Account that is charged", HelpName = "A" };
    private readonly Option<string?> _exclude = new("--nodes-exclude")
    {
        Description = "Nodes that are not to be used: node[3-5]",
        HelpName = "NODES",
    };
    private readonly Option<int?> _atOnce = new("--at-once")
    {
        Description = "Tasks that run at a time; default: as many as Slurm places",
        HelpName = "N",
    };
    private readonly Option<int?> _grace = new("--grace")
    {
        Description = "Seconds before the time limit at which a task finishes what it has in hand; default: 60",
        HelpName = "SECONDS",
    };
    private readonly Option<string?> _mergePartition = new("--merge-partition")
    {
        Description = "Partition of the merge, which needs no GPU; default: the tasks'",
        HelpName = "P",
    };
    private readonly Option<string[]> _more = new("--sbatch")
    {
        Description = "Another option of sbatch: --sbatch=--qos=low; may be repeated",
        HelpName = "OPTION",
    };

    /// <summary>GPUs of a task; its device is CUDA where there are any.</summary>
    public Option<int?> Gpus { get; } =
        new("--gpus-per-task")
        {
            Description = "GPUs of a task: 1, and it computes on CUDA; default: none, and it computes on the CPU",
            HelpName = "G",
        };

    /// <summary>Cores of a task.</summary>
    public int? Cpus(ParseResult parsed) => parsed.GetValue(_cpus);

    private IReadOnlyList<Option> All =>
        [_partition, Gpus, _cpus, _memory, _time, _account, _exclude, _atOnce, _grace, _mergePartition, _more];

    public void AddTo(Command command)
    {
        foreach (var option in All) command.Options.Add(option);
        foreach (var count in (Option<int?>[])[Gpus, _cpus, _atOnce]) ExperimentOptions.AtLeastOne(count);
        // A line break would begin a line of the script.
        foreach (var text in (Option<string?>[])[_partition, _memory, _time, _account, _exclude, _mergePartition])
            text.Validators.Add(result =>
            {
                if (
                    result.Tokens is [var token]
                    && (token.Value.Length == 0 || token.Value.Any(c => char.IsWhiteSpace(c) || char.IsControl(c))))
                    result.AddError($"{text.Name} is one word.");
            });
        Checked(_time, SlurmWords.Time);
        Checked(_memory, SlurmWords.Memory);
        _more.Validators.Add(result =>
        {
            if (result.Tokens.Any(token => !token.Value.StartsWith("--", StringComparison.Ordinal) || token.Value.Any(char.IsControl)))
                result.AddError("--sbatch takes an option as sbatch knows it: --sbatch=--qos=low.");
        });
        _grace.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && int.TryParse(token.Value, out var seconds) && seconds is < 1 or > 65535)
                result.AddError($"--grace is {token.Value}, and must be from 1 to 65535.");
        });
    }

    private static void Checked(Option<string?> option, Func<string, string> read) => option.Validators.Add(result =>
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

    /// <summary>What is asked for.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="before">What was asked for before, and stands where the command line says nothing.</param>
    public SlurmRequest Request(ParseResult parsed, SlurmRequest? before = null) => new()
    {
        Partition = parsed.GetValue(_partition) ?? before?.Partition,
        Gpus = parsed.GetValue(Gpus) ?? before?.Gpus,
        Cpus = parsed.GetValue(_cpus) ?? before?.Cpus,
        Memory = parsed.GetValue(_memory) is { } memory ? SlurmWords.Memory(memory) : before?.Memory,
        Time = parsed.GetValue(_time) is { } time ? SlurmWords.Time(time) : before?.Time,
        Account = parsed.GetValue(_account) ?? before?.Account,
        Exclude = parsed.GetValue(_exclude) ?? before?.Exclude,
        AtOnce = parsed.GetValue(_atOnce) ?? before?.AtOnce,
        Grace = parsed.GetValue(_grace) ?? before?.Grace ?? new SlurmRequest().Grace,
        More = parsed.GetValue(_more) is { Length: > 0 } more ? more : before?.More ?? [],
        MergePartition = parsed.GetValue(_mergePartition) ?? before?.MergePartition,
    };

    /// <summary>Whether any of them was given.</summary>
    public bool Any(ParseResult parsed) => All.Any(option => parsed.GetResult(option) is { Implicit: false });
}
