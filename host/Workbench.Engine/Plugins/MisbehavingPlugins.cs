using System.Collections.Concurrent;

namespace Workbench.Engine.Plugins;

/// <summary>
/// A run's record of misbehaving methods and metrics: those that hung, which are not called again, and those that wrote into their inputs,
/// which run alone from then on.
/// </summary>
internal sealed class MisbehavingPlugins
{
    private readonly Dictionary<object, string> _stopped = new(ReferenceEqualityComparer.Instance);
    private readonly ConcurrentDictionary<MethodInstance, bool> _writers = new();   // an abandoned thread may still add to it

    /// <summary>Methods that wrote into their inputs.</summary>
    public ICollection<MethodInstance> Writers => _writers.Keys;

    /// <summary>Records that a method wrote into its inputs.</summary>
    public void AddWriter(MethodInstance method) => _writers[method] = true;

    /// <summary>Runs work that calls plugins. If one hangs, the work is repeated without it.</summary>
    /// <param name="limit">Time limit of one call.</param>
    /// <param name="work">The work. Receives the clock, and the plugins that must not be called, with the reasons.</param>
    public T Run<T>(TimeSpan limit, Func<PluginClock, IReadOnlyDictionary<object, string>, T> work)
    {
        while (true)
            try
            {
                // A copy, as an abandoned thread may still read it.
                var known = new Dictionary<object, string>(_stopped, ReferenceEqualityComparer.Instance);
                return PluginClock.Run(limit, clock => work(clock, known));
            }
            catch (PluginHungException hung)
            {
                foreach (var plugin in hung.Plugin is SharedRule rule ? [.. rule.Methods] : new[] { hung.Plugin })
                    _stopped[plugin] = $"{NameOf(plugin)}: it did not return within {hung.Limit.TotalSeconds:0.###} s, "
                        + "and is not called again in this run.";
            }
    }

    private static string NameOf(object plugin) => plugin is MethodInstance method
        ? $"{method.Name} ({method.Plugin.Assembly})"
        : $"{((MetricInstance)plugin).Name} ({((MetricInstance)plugin).Plugin.Assembly})";
}

/// <summary>A rule that several methods share. If it hangs, all of them are stopped.</summary>
/// <param name="Methods">The methods with this rule.</param>
internal sealed record SharedRule(IReadOnlyList<MethodInstance> Methods);
