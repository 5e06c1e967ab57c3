using Workbench.Engine.Plugins;

namespace Workbench.Conformance.Both;

/// <summary>Each option says what it does, what a number's range is, and has a default within it.</summary>
internal sealed class OptionsCheck : IPluginCheck
{
    private const int ShortestHelp = 8;

    public string Name => "options";

    public IEnumerable<string> ProblemsOf(PluginUnderTest plugin)
    {
        foreach (var option in plugin.Descriptor.Options)
        {
            if ((option.Help?.Trim().Length ?? 0) < ShortestHelp)
                yield return $"The help of '{option.Name}' is '{option.Help}': say in a line what it does, [Option(\"what it does\")].";
            if (!IsNumber(option)) continue;
            if (!double.IsFinite(option.Min) && !double.IsFinite(option.Max))
                yield return $"'{option.Name}' is a number without a range: give its [Option] a Min, a Max or both.";
            else if (option.Min > option.Max)
                yield return $"'{option.Name}' can have no value: its Min {option.Min} lies above its Max {option.Max}.";
            else if (Default(option) is var value && !(value >= option.Min && value <= option.Max))
                yield return $"'{option.Name}' is {option.Default} by default, outside its own range {option.Range}: change the default or the range.";
        }
    }

    /// <summary>Whether it is a number.</summary>
    public static bool IsNumber(OptionDescriptor option) => option.Type == typeof(int) || option.Type == typeof(double);

    private static double Default(OptionDescriptor option) => option.Default switch
    {
        ".inf" => double.PositiveInfinity,
        "-.inf" => double.NegativeInfinity,
        _ => double.Parse(option.Default),
    };
}
