using Workbench.Engine.Passes;
using Workbench.Engine.Plugins;

namespace Workbench.Conformance.Both;

/// <summary>
/// Checks that a plugin works with every value that its options allow. Each choice is run; the ends of a number's range are constructed
/// and planned.
/// </summary>
internal abstract class AllowedValuesCheck : IPluginCheck
{
    public string Name => "values";

    public IEnumerable<string> FindProblems(PluginUnderTest plugin)
    {
        foreach (var option in plugin.Descriptor.Options)
            foreach (var value in OptionValues.ListValues(option))
                if (FindProblem(plugin, option, value) is { } problem) yield return $"{option.Name}={value} is allowed, but {problem}";
    }

    /// <summary>Constructs the plugin with the value and tries it. Returns the problem, or null.</summary>
    protected abstract string? Try(PluginUnderTest plugin, OptionDescriptor option, string value);

    private string? FindProblem(PluginUnderTest plugin, OptionDescriptor option, string value)
    {
        try
        {
            return Try(plugin, option, value);
        }
        catch (PluginCallException error)
        {
            return $"the plugin rejects it: {error.Message} Handle the value, or narrow the option's range.";
        }
        catch (PlanException error)
        {
            return $"its plan cannot be run: {error.Message}";
        }
        catch (Exception error) when (error is not (OutOfMemoryException or PluginHungException))
        {
            return $"Plan threw {PluginUnderTest.Describe(error)}. Handle the value, or narrow the option's range.";
        }
    }
}
