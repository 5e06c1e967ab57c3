using System.Text.RegularExpressions;

namespace Workbench.Conformance.Both;

/// <summary>Checks that the id is valid in specs and unique, that the citation names a source, and that the class is sealed.</summary>
internal sealed partial class IdentityCheck : IPluginCheck
{
    private const int ShortestCitation = 8;

    public string Name => "identity";

    public IEnumerable<string> FindProblems(PluginUnderTest plugin)
    {
        if (!Id().IsMatch(plugin.Id))
            yield return $"The id '{plugin.Id}' is not valid in a spec: use lower case letters and digits, with words joined by hyphens, "
                + "for example 'gradient-times-input'.";
        if (plugin.Others.Any(other => other.Descriptor.Id == plugin.Id))
            yield return $"Two classes of the assembly have the id '{plugin.Id}': rename one of them.";
        var cite = plugin.Descriptor.Cite?.Trim() ?? "";
        if (cite.Length < ShortestCitation || Placeholder().IsMatch(cite))
            yield return $"Cite is '{cite}', which does not name a source: write the authors, venue, year and equation, "
                + "or, for unpublished work, its author and year.";
        if (!plugin.Type.IsSealed)
            yield return $"{plugin.Type.Name} is not sealed, and a derived class would share its id: "
                + $"write 'public sealed class {plugin.Type.Name}'.";
    }

    [GeneratedRegex("^[a-z0-9]+([-+]+[a-z0-9]+)*\\+*$", RegexOptions.ExplicitCapture)]
    private static partial Regex Id();

    [GeneratedRegex("^(todo|tbd|fixme|none|unknown|citation|xxx)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Placeholder();
}
