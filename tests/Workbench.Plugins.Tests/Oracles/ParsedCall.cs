using System.Globalization;
using System.Text.RegularExpressions;

namespace Workbench.Plugins.Tests.Oracles;

/// <summary>A plugin call with its id, layer and options, parsed independently of the host.</summary>
internal sealed partial record ParsedCall(string Id, string? Layer, IReadOnlyDictionary<string, string> Options)
{
    public static ParsedCall Parse(string call)
    {
        var match = Call().Match(call);
        match.Success.ShouldBeTrue(call);
        var options = match.Groups["options"].Value.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(option => option.Split('='));
        return new ParsedCall(
            match.Groups["id"].Value,
            match.Groups["layer"] is { Success: true } layer ? layer.Value : null,
            options.ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal));
    }

    public string Text(string option, string otherwise) => Options.GetValueOrDefault(option, otherwise);

    public bool Flag(string option, bool otherwise) => Text(option, otherwise ? "true" : "false") == "true";

    public double Number(string option, double otherwise) => Text(option, "") switch
    {
        "" => otherwise,
        ".inf" => double.PositiveInfinity,
        var text => double.Parse(text, CultureInfo.InvariantCulture),
    };

    [GeneratedRegex(@"^(?<id>[^@{]+)(@(?<layer>[^{]+))?(\{(?<options>.*)\})?$", RegexOptions.ExplicitCapture)]
    private static partial Regex Call();
}
