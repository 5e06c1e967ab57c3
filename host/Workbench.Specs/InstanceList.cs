using Workbench.Engine.Plugins;

namespace Workbench.Specs;

/// <summary>The methods or metrics of an experiment, one instance for each canonical name.</summary>
/// <param name="create">Creates the instance of a call.</param>
/// <param name="name">The canonical name of an instance.</param>
/// <param name="problems">Collects the mistakes.</param>
internal sealed class InstanceList<T>(Func<PluginCall, T> create, Func<T, string> name, ProblemList problems) where T : class
{
    private readonly Dictionary<string, T> _made = new(StringComparer.Ordinal);

    /// <summary>The instance of a call; null, with the problems reported, if it cannot be created.</summary>
    public T? GetOrCreate(Marked<PluginCall> call)
    {
        try
        {
            var made = create(call.Value);
            _made.TryAdd(name(made), made);
            return _made[name(made)];
        }
        catch (PluginCallException error)
        {
            // At an option's own place the message omits the call. A matrix then repeats the same message, which is listed once.
            foreach (var problem in error.Details)
                if (problem.Option is { } option && call.Places?.TryGetValue(option, out var place) == true)
                    problems.Add(place, problem.Sentence);
                else problems.Add(call.Mark, call.Places is null ? problem.ToString() : problem.Sentence);
            return null;
        }
    }

    /// <summary>The instances of a list; reports duplicates.</summary>
    public List<T> CreateDistinct(IReadOnlyList<Marked<PluginCall>> calls)
    {
        var (made, marks) = (new List<T>(), new Dictionary<string, SourceMark>(StringComparer.Ordinal));
        foreach (var call in calls)
        {
            if (GetOrCreate(call) is not { } instance) continue;
            var canonical = name(instance);
            if (marks.TryAdd(canonical, call.Mark)) made.Add(instance);
            else problems.Add(call.Mark, $"'{canonical}' is listed twice: here and at {marks[canonical].RelativeTo(call.Mark)}.");
        }
        return made;
    }
}
