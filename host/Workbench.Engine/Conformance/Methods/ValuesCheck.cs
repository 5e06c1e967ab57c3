using Workbench.Engine.Conformance.Both;
using Workbench.Engine.Passes;
using Workbench.Engine.Plugins;

namespace Workbench.Engine.Conformance.Methods;

/// <summary>The method works with every value that its options allow: each choice gives a map, the ends of a number's range are constructed and planned.</summary>
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
            var method = plugin.Method((option.Name, value));
            if (OptionsCheck.IsNumber(option))
            {
                plugin.Plan(method);
                return null;
            }
            return plugin.Trial.Run([method], [0], _ => [0]).Failures.GetValueOrDefault(method) is { } failure ? $"then: {failure} Handle the value." : null;
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
