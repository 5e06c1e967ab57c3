using Workbench.Engine.Conformance.Both;
using Workbench.Engine.Conformance.Methods;
using Workbench.Engine.Passes;
using Workbench.Engine.Plugins;

namespace Workbench.Engine.Conformance.Metrics;

/// <summary>The metric works with every value that its options allow: each choice scores, the ends of a number's range are constructed and planned.</summary>
internal sealed class ValuesCheck : IPluginCheck
{
    public string Name => "values";

    public IEnumerable<string> ProblemsOf(PluginUnderTest plugin)
    {
        foreach (var option in plugin.Descriptor.Options)
            foreach (var value in OptionValues.Of(option))
                if (ProblemOf(plugin, option, value) is { } problem) yield return $"{option.Name}={value} is allowed, and {problem}";
    }

    private static string? ProblemOf(PluginUnderTest plugin, OptionDescriptor option, string value)
    {
        try
        {
            var metric = plugin.Metric((option.Name, value));
            if (OptionsCheck.IsNumber(option) || option.Type == typeof(LayerRef))
            {
                plugin.Plan(metric);
                return null;
            }
            using var trial = MetricTrial.Prepare(plugin.Trial, metric, new PlainMaps());
            return RowsCheck.ProblemOf(() => trial.Score(metric, 0), trial, 0);
        }
        catch (PluginCallException error)
        {
            return $"is refused: {error.Message} Handle the value, or narrow the option's range.";
        }
        catch (PlanException error)
        {
            return $"its plan cannot be met: {error.Message}";
        }
        catch (Exception error) when (error is not (OutOfMemoryException or PluginHungException))
        {
            return $"Plan threw {PluginUnderTest.Describe(error)}. Handle the value, or narrow the option's range.";
        }
    }
}
