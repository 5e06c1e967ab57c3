using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Workbench.Docs;

/// <summary>The documentation file of an assembly, as Markdown.</summary>
public sealed partial class XmlComments
{
    private readonly Dictionary<string, XElement> _members;

    private XmlComments(Dictionary<string, XElement> members) => _members = members;

    /// <summary>Reads the file that the compiler wrote beside the assembly.</summary>
    public static XmlComments Read(string file) => new(
        XDocument.Load(file).Descendants("member").ToDictionary(member => member.Attribute("name")!.Value, StringComparer.Ordinal));

    /// <summary>The summary of a class, or an empty text.</summary>
    public string Summary(Type type) => Text(type, "summary");

    /// <summary>The remarks of a class, or an empty text.</summary>
    public string Remarks(Type type) => Text(type, "remarks");

    private string Text(Type type, string element) =>
        _members.TryGetValue($"T:{type.FullName}", out var member) && member.Element(element) is { } found ? Markdown(found) : "";

    private static string Markdown(XElement element)
    {
        var text = string.Concat(element.Nodes().Select(Node));
        return string.Join(
            "\n\n",
            text.Split("\n\n").Select(paragraph => Spaces().Replace(paragraph, " ").Trim()).Where(paragraph => paragraph != ""));
    }

    private static string Node(XNode node) => node switch
    {
        XText text => Spaces().Replace(text.Value, " ").Replace("<", "\\<").Replace("*", "\\*"),
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement { Name.LocalName: "para" } paragraph => $"\n\n{Markdown(paragraph)}\n\n",
        XElement { Name.LocalName: "see" or "seealso" } see when see.Attribute("cref") is { } target =>
            $"`{target.Value.Split('.', ':', '(')[^1]}`",
        XElement { Name.LocalName: "see" } see when see.Attribute("langword") is { } word => $"`{word.Value}`",
        XElement { Name.LocalName: "paramref" } parameter => $"*{parameter.Attribute("name")!.Value}*",
        XElement other => string.Concat(other.Nodes().Select(Node)),
        _ => "",
    };

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
