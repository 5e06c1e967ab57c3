using Workbench.Engine.Plugins;

namespace Workbench.Conformance.Both;

/// <summary>Lists the values that an option is tried with: its default, every choice, and the finite ends of a number's range.</summary>
internal static class OptionValues
{
    /// <summary>Returns the values of an option; for a layer only the default, as the plan check covers layers.</summary>
    public static IEnumerable<string> ListValues(OptionDescriptor option) =>
        option.Type == typeof(LayerRef) ? [option.Default]
        : OptionsCheck.IsNumber(option)
            ? new[] { option.Min, option.Max }
                .Where(double.IsFinite)
                .Select(end => FormatNumber(option, end))
                .Prepend(option.Default)
                .Distinct()
        : option.Choices;

    private static string FormatNumber(OptionDescriptor option, double end) =>
        option.Type == typeof(int) ? ((long)end).ToString() : end.ToString("R");
}
