using Workbench.Engine.Passes;
using Workbench.Engine.Plugins;

namespace Workbench.Conformance.Both;

/// <summary>A plugin works with every value that its options allow: each choice is run, the ends of a number's range are constructed and planned.</summary>
internal abstract class AllowedValuesCheck : IPluginCheck
{
    public string Name => "values";

    public IEnumerable<string> ProblemsOf(PluginUnderTest plugin)
    {
        foreach (var option in plugin.Descriptor.Options)
            foreach (var value in OptionValues.Of(option))
                if (ProblemOf(plugin, option, value) is { } problem) yield return $"{option.Name}={value} is allowed, and {problem}";
    }

    /// <summary>Makes the plugin with that value and tries it; returns what is wrong, or null.</summary>
    protected abstract string? Try(PluginUnderTest plugin, OptionDescriptor option, string value);

    private string? ProblemOf(PluginUnderTest plugin, OptionDescriptor option, string value)
    {
        try
        {
            return Try(plugin, option, value);
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
