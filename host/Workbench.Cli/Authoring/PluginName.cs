using System.Text;
using System.Text.RegularExpressions;

namespace Workbench.Cli.Authoring;

/// <summary>A plugin's name as a class and as an id.</summary>
internal sealed partial class PluginName
{
    /// <param name="name">A C# identifier in PascalCase.</param>
    /// <exception cref="PluginPathException">The name is not such an identifier. The message suggests one.</exception>
    public PluginName(string name)
    {
        if (!Pascal().IsMatch(name))
        {
            var hint = Suggestion(name) is { } better ? $"; did you mean '{better}'?" : ", for example MyMethod.";
            throw new PluginPathException($"'{name}' is not a class name: use letters and digits in PascalCase{hint}");
        }
        Class = name;
    }

    /// <summary>The name of the class, the project and its folder: <c>MyMethod</c>.</summary>
    public string Class { get; }

    /// <summary>The name in specs: <c>my-method</c>.</summary>
    public string Id => Boundary().Replace(Class, "-").ToLowerInvariant();

    private static string? Suggestion(string name)
    {
        var words = Word().Matches(name).Select(match => char.ToUpperInvariant(match.Value[0]) + match.Value[1..]);
        var joined = words.Aggregate(new StringBuilder(), (text, word) => text.Append(word)).ToString().TrimStart([.. "0123456789"]);
        return joined.Length == 0 ? null : char.ToUpperInvariant(joined[0]) + joined[1..];
    }

    [GeneratedRegex("^[A-Z][A-Za-z0-9]*$")]
    private static partial Regex Pascal();

    [GeneratedRegex("[A-Za-z0-9]+")]
    private static partial Regex Word();

    // Between a and B of aB, and between A and B of ABc: GradCAMPlus becomes grad-cam-plus.
    [GeneratedRegex("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")]
    private static partial Regex Boundary();
}
