using System.Collections.Concurrent;

namespace Workbench.Engine.Plugins;

/// <summary>What a run has learned of its methods and metrics: which hung, and are not called again, and which wrote into what they were given, and run alone from then on.</summary>
internal sealed class PluginConduct
{
    private readonly Dictionary<object, string> _stopped = new(ReferenceEqualityComparer.Instance);
    private readonly ConcurrentDictionary<MethodInstance, bool> _writers = new();   // a thread that was left behind may still add to it

    /// <summary>Methods that wrote into what they were given.</summary>
    public ICollection<MethodInstance> Writers => _writers.Keys;

    /// <summary>From now on the method runs alone.</summary>
    public void Wrote(MethodInstance method) => _writers[method] = true;

    /// <summary>Does work that calls plugins. One that hangs is stopped, and the work done again without it.</summary>
    /// <param name="limit">The longest that one call may take.</param>
    /// <param name="work">The work, given the clock, and the methods and metrics that are not to be called with what is said of them.</param>
    public T Run<T>(TimeSpan limit, Func<PluginClock, IReadOnlyDictionary<object, string>, T> work)
    {
        while (true)
            try
            {
                var known = new Dictionary<object, string>(_stopped, ReferenceEqualityComparer.Instance); // a thread that is left behind reads its own
                return PluginClock.Run(limit, clock => work(clock, known));
            }
            catch (PluginHungException hung)
            {
                foreach (var plugin in hung.Plugin is RuleOf rule ? [.. rule.Methods] : new[] { hung.Plugin })
                    _stopped[plugin] =
                        $"{NameOf(plugin)}: it did not return within {hung.Limit.TotalSeconds:0.###} s, and is not called again in this run.";
            }
    }

    private static string NameOf(object plugin) => plugin is MethodInstance method
        ? $"{method.Name} ({method.Plugin.Assembly})"
        : $"{((MetricInstance)plugin).Name} ({((MetricInstance)plugin).Plugin.Assembly})";
}

/// <summary>A rule at work for several methods: it hangs for all of them.</summary>
/// <param name="Methods">The methods whose plans have it.</param>
internal sealed record RuleOf(IReadOnlyList<MethodInstance> Methods);
