using Workbench.Conformance.Both;
using Workbench.Conformance.Methods;
using Workbench.Engine.Plugins;

namespace Workbench.Conformance.Metrics;

/// <summary>Checks that each choice of an option scores an image.</summary>
internal sealed class ValuesCheck : AllowedValuesCheck
{
    protected override string? Try(PluginUnderTest plugin, OptionDescriptor option, string value)
    {
        var metric = plugin.Metric((option.Name, value));
        if (OptionsCheck.IsNumber(option) || option.Type == typeof(LayerRef))
        {
            plugin.Plan(metric);
            return null;
        }
        using var trial = MetricTrial.Prepare(plugin.Trial, metric, new PlainMaps());
        return RowsCheck.FindProblem(() => trial.Score(metric, 0), trial, 0);
    }
}
