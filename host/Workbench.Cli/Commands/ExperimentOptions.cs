using System.CommandLine;
using Spectre.Console;
using Workbench.Engine.Model;
using Workbench.Engine.Plugins;
using Workbench.Experiments;
using Workbench.Specs;

namespace Workbench.Cli.Commands;

/// <summary>The arguments and options shared by the commands on specs.</summary>
/// <param name="needsSpec">Whether a spec is required.</param>
internal sealed class ExperimentOptions(bool needsSpec = true)
{
    public Argument<string[]> Spec { get; } =
        new("SPEC")
        {
            Description = "Experiment spec (YAML); several specs run as one, with a shared plan",
            Arity = needsSpec ? ArgumentArity.OneOrMore : ArgumentArity.ZeroOrMore,
        };
    public Option<string?> Subject { get; } =
        new("--subject") { Description = "A shipped subject's name, or a subject file, instead of the spec's", HelpName = "NAME|FILE" };
    public Option<string[]> Set { get; } =
        new("--set")
        {
            Description = "Overrides a value of the spec ('seed=3', 'subject.data.count=50'); may be repeated",
            HelpName = "KEY=VALUE",
        };
    public Option<int?> Limit { get; } = new("--limit") { Description = "Uses only the first N images", HelpName = "N" };
    public Option<string?> Dtype { get; } = new("--dtype") { Description = Precision.Help };
    public Option<string?> Device { get; } =
        new("--device") { Description = "cpu, cuda, cuda:1 …; default: CUDA if there is a device", HelpName = "DEVICE" };
    public Option<int?> Threads { get; } =
        new("--threads") { Description = "CPU threads of libtorch; default: one per core", HelpName = "N" };

    public void AddTo(Command command)
    {
        command.Arguments.Add(Spec);
        foreach (var option in new Option[] { Subject, Set, Limit, Dtype, Device, Threads }) command.Options.Add(option);
        Dtype.AcceptOnlyFromAmong([.. Precision.Names]);
        AtLeastOne(Limit);
        AtLeastOne(Threads);
    }

    /// <summary>Adds a check that the value is 1 or more.</summary>
    public static void AtLeastOne(Option<int?> option) => option.Validators.Add(result =>
    {
        if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var number) && number < 1)
            result.AddError($"{option.Name} is {number}, and must be 1 or more.");
    });

    /// <summary>Loads the specs as one experiment, with the overrides of the command line, and looks up its names.</summary>
    /// <exception cref="SpecException">The specs have mistakes. The exception lists all of them.</exception>
    public Experiment Load(ParseResult parsed, IPluginCatalog catalog) =>
        ExperimentFile.Load(parsed.GetValue(Spec)!, catalog, Overrides(parsed));

    /// <summary>Loads the specs like <see cref="Load"/>, as one experiment for each subject.</summary>
    /// <exception cref="SpecException">The specs have mistakes. The exception lists all of them.</exception>
    public IReadOnlyList<Experiment> LoadBySubject(ParseResult parsed, IPluginCatalog catalog) =>
        ExperimentFile.LoadBySubject(parsed.GetValue(Spec)!, catalog, Overrides(parsed));

    /// <summary>Opens a session with the device and threads of the command line.</summary>
    public ExperimentSession Open(CommandContext context, ParseResult parsed, CancellationToken cancel) =>
        context.Open(parsed.GetValue(Device), parsed.GetValue(Threads), cancel);

    /// <summary>The overrides of the command line, in their order of application.</summary>
    public IReadOnlyList<SpecOverride> Overrides(ParseResult parsed)
    {
        var overrides = (parsed.GetValue(Set) ?? []).Select(text => new SpecOverride(text)).ToList();
        if (parsed.GetValue(Subject) is { } subject) overrides.Insert(0, SpecOverride.FromText("subject", subject));
        if (parsed.GetValue(Limit) is { } limit) overrides.Add(new SpecOverride($"limit={limit}"));
        if (parsed.GetValue(Dtype) is { } dtype) overrides.Add(new SpecOverride($"dtype={dtype}"));
        return overrides;
    }
}
