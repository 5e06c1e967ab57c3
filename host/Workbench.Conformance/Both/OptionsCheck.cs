using Workbench.Engine.Plugins;

namespace Workbench.Conformance.Both;

/// <summary>Checks that each option has a help text, and each number a range that contains its default.</summary>
internal sealed class OptionsCheck : IPluginCheck
{
    private const int ShortestHelp = 8;

    public string Name => "options";

    public IEnumerable<string> FindProblems(PluginUnderTest plugin)
    {
        foreach (var option in plugin.Descriptor.Options)
        {
            if ((option.Help?.Trim().Length ?? 0) < ShortestHelp)
                yield return $"The help of '{option.Name}' is '{option.Help}': describe in one line what the option does, "
                    + "[Option(\"what it does\")].";
            if (!IsNumber(option)) continue;
            if (!double.IsFinite(option.Min) && !double.IsFinite(option.Max))
                yield return $"'{option.Name}' is a number without a range: set Min, Max or both on its [Option].";
            else if (option.Min > option.Max)
                yield return $"'{option.Name}' allows no value: its Min {option.Min} is above its Max {option.Max}.";
            else if (Default(option) is var value && !(value >= option.Min && value <= option.Max))
                yield return $"'{option.Name}' is {option.Default} by default, which is outside its range {option.Range}: "
                    + "change the default or the range.";
        }
    }

    /// <summary>Whether the option's type is int or double.</summary>
    public static bool IsNumber(OptionDescriptor option) => option.Type == typeof(int) || option.Type == typeof(double);

    private static double Default(OptionDescriptor option) => option.Default switch
    {
        ".inf" => double.PositiveInfinity,
        "-.inf" => double.NegativeInfinity,
        _ => double.Parse(option.Default),
    };
}
