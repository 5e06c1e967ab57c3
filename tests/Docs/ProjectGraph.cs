using System.Text;
using System.Xml.Linq;

namespace Workbench.Docs;

/// <summary>The references between the host's projects, drawn by Mermaid.</summary>
internal static class ProjectGraph
{
    private const string Prefix = "Workbench.";

    public static Page Create()
    {
        var references = Directory.EnumerateFiles(Path.Combine(Repository.Root, "host"), "*.csproj", SearchOption.AllDirectories)
            .ToDictionary(file => Name(file), Read, StringComparer.Ordinal);
        var page = new StringBuilder($"{Page.Mark}# The projects of the host\n\n");
        page.Append(
            "An arrow is a reference. A reference that follows from others is left out. [Architecture](architecture.md) describes the "
            + "projects.\n\n"
        );
        page.Append("```mermaid\ngraph BT\n");
        foreach (var (project, seen) in references.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            foreach (
                var other in seen.Where(other => !seen.Exists(between => between != other && Reaches(references, between, other)))
                    .Order(StringComparer.Ordinal))
                page.Append($"  {project} --> {other}\n");
        page.Append("  plugins([plugins]) --> Abstractions\n```\n");
        return new("docs/projects.md", page.ToString());
    }

    private static List<string> Read(string file) =>
        [
            .. XDocument
                .Load(file)
                .Descendants("ProjectReference")
                .Select(reference => Name(reference.Attribute("Include")!.Value.Replace('\\', '/')))
            .Where(name => name != "")];

    private static string Name(string path) =>
        Path.GetFileNameWithoutExtension(path) is var name && name.StartsWith(Prefix, StringComparison.Ordinal)
            ? name[Prefix.Length..]
            : "";

    private static bool Reaches(Dictionary<string, List<string>> references, string from, string to) =>
        references.TryGetValue(from, out var seen) && (seen.Contains(to) || seen.Exists(next => Reaches(references, next, to)));
}
