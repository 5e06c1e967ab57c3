using Workbench.Engine.Passes;
using Workbench.Engine.Plugins;

namespace Workbench.Experiments.Attribution;

/// <summary>A method given on the command line.</summary>
/// <param name="Text">The argument as given.</param>
/// <param name="File">The argument as a file name, without extension.</param>
/// <param name="Instance">The method; arguments with the same canonical name share one instance.</param>
internal sealed record MethodArgument(string Text, string File, MethodInstance Instance)
{
    /// <summary>False if the planner rejected the method.</summary>
    public bool IsPlanned { get; private init; } = true;

    /// <summary>Creates the methods given on the command line.</summary>
    /// <exception cref="PlanException">A method is malformed or unknown; the message lists every problem.</exception>
    public static IReadOnlyList<MethodArgument> ParseAll(IEnumerable<string> texts, IPluginCatalog catalog)
    {
        var (problems, asked, files) = (new List<string>(), new List<MethodArgument>(), new FileNames());
        var made = new Dictionary<string, MethodInstance>(StringComparer.Ordinal);
        foreach (var text in texts.Distinct(StringComparer.Ordinal))
            try
            {
                var instance = catalog.CreateMethod(PluginCall.Parse(text));
                if (!made.TryGetValue(instance.Name, out var same)) made[instance.Name] = same = instance;
                asked.Add(new MethodArgument(text, files.CreateUnique(text), same));
            }
            catch (FormatException error)
            {
                problems.Add($"--method {text}: {error.Message}");
            }
            catch (PluginCallException error)
            {
                // The argument is the call, which its problems need not name again. A post step is named.
                var sentences = error.Details.Select(detail =>
                    detail.Call is { } call && text.StartsWith(call.Brief, StringComparison.Ordinal) ? detail.Sentence : $"{detail}");
                problems.Add($"--method {text}: {string.Join(' ', sentences)}");
            }
        return problems.Count == 0 ? asked : throw new PlanException(problems);
    }

    /// <summary>The error for a command line without a method: it lists all methods and shows an example.</summary>
    /// <param name="catalog">The available methods.</param>
    /// <param name="input">An input as given, for the example.</param>
    public static PlanException MissingMethodError(IPluginCatalog catalog, string input)
    {
        var methods = catalog.Plugins.Where(plugin => plugin.Kind == PluginKind.Method).ToList();
        var example = methods.FirstOrDefault(method => method.Options.Any(option => option.Name == "layer")) ?? methods.FirstOrDefault();
        return new PlanException([
            $"Which method? Name one or more with --method: {string.Join(", ", methods.Select(method => method.Id))}.",
            .. example is null ? (string[])[] : [$"For example: workbench attribute {input} --method {example.Id}"]]);
    }

    /// <summary>This method, with <see cref="IsPlanned"/> set from a plan.</summary>
    public MethodArgument WithPlan(PassPlan plan) => this with { IsPlanned = !plan.FailedMethods.ContainsKey(Instance) };
}
