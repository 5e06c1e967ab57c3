using System.Text.RegularExpressions;

namespace Workbench.Conformance.Both;

/// <summary>A name that specs can hold, a source that readers can find, and a class that nothing else changes.</summary>
internal sealed partial class IdentityCheck : IPluginCheck
{
    private const int ShortestCitation = 8;

    public string Name => "identity";

    public IEnumerable<string> ProblemsOf(PluginUnderTest plugin)
    {
        if (!Id().IsMatch(plugin.Id))
            yield return $"The id '{plugin.Id}' cannot stand in a spec: write lower case letters and digits, words joined by hyphens, as in 'gradient-times-input'.";
        if (plugin.Others.Any(other => other.Descriptor.Id == plugin.Id))
            yield return $"Two classes of the assembly have the id '{plugin.Id}': give one of them another.";
        var cite = plugin.Descriptor.Cite?.Trim() ?? "";
        if (cite.Length < ShortestCitation || Placeholder().IsMatch(cite))
            yield return $"Cite is '{cite}', which names no source: say who published it, where and when, and the equation, or whose own it is and since when.";
        if (!plugin.Type.IsSealed)
            yield return $"{plugin.Type.Name} is not sealed: a class that derived from it would share its id. Write 'public sealed class {plugin.Type.Name}'.";
    }

    [GeneratedRegex("^[a-z0-9]+([-+]+[a-z0-9]+)*\\+*$", RegexOptions.ExplicitCapture)]
    private static partial Regex Id();

    [GeneratedRegex("^(todo|tbd|fixme|none|unknown|citation|xxx)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Placeholder();
}
