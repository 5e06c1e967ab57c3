using Workbench.Conformance.Both;
using Workbench.Engine.Plugins;

namespace Workbench.Conformance.Methods;

/// <summary>Checks that each choice of an option gives a map.</summary>
internal sealed class ValuesCheck : AllowedValuesCheck
{
    protected override string? Try(PluginUnderTest plugin, OptionDescriptor option, string value)
    {
        var method = plugin.Method((option.Name, value));
        if (OptionsCheck.IsNumber(option))
        {
            plugin.Plan(method);
            return null;
        }
        return plugin.Trial.Run([method], [0], _ => [0]).Failures.GetValueOrDefault(method) is { } failure
            ? $"the method fails: {failure} Handle the value."
            : null;
    }
}
