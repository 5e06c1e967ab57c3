using Workbench.Engine.Plugins;
using Workbench.Specs.Yaml;

namespace Workbench.Specs;

/// <summary>Reads <c>notes: [{methods: [METHOD], subject: scenes, text: TEXT}]</c>.</summary>
internal sealed class NoteReader(CallReader calls, ProblemList problems)
{
    public IReadOnlyList<NoteSpec> All(MapReader table) =>
        [.. (table.List("notes", table.Optional("notes")) ?? []).Select(One).OfType<NoteSpec>()];

    private NoteSpec? One(YamlNode node)
    {
        if (node is not YamlMap map)
        {
            problems.Add(node.Mark, $"A note is a mapping {{methods: [METHOD], text: TEXT}}, not {node.Kind}.");
            return null;
        }
        var reader = new MapReader(map, "a note", problems, SpecKeys.Note.Names());
        var methods = calls.OneOrMore("methods", "method", reader.Required("methods"));
        var text = reader.Text("text", reader.Required("text"))?.Text;
        return text is null ? null : new NoteSpec(methods, text, reader.Text("subject", reader.Optional("subject"))?.Text);
    }
}

/// <summary>A note as a spec says it; <see cref="Results.TableNote"/> has its meaning.</summary>
/// <param name="Methods">The rows.</param>
/// <param name="Text">What to know of them.</param>
/// <param name="Subject">Name of the subject that it is true of, or null.</param>
public sealed record NoteSpec(IReadOnlyList<Marked<PluginCall>> Methods, string Text, string? Subject);
