using Workbench.Engine.Plugins;
using Workbench.Specs.Yaml;

namespace Workbench.Specs;

/// <summary>Reads <c>notes: [{methods: [METHOD], subject: scenes, text: TEXT}]</c>.</summary>
internal sealed class NoteReader(CallReader calls, ProblemList problems)
{
    public IReadOnlyList<NoteSpec> ReadAll(MapReader table) =>
        [.. (table.List("notes", table.Optional("notes")) ?? []).Select(ReadOne).OfType<NoteSpec>()];

    private NoteSpec? ReadOne(YamlNode node)
    {
        if (node is not YamlMap map)
        {
            problems.Add(node.Mark, $"A note is a mapping {{methods: [METHOD], text: TEXT}}, not {node.Kind}.");
            return null;
        }
        var reader = new MapReader(map, "a note", problems, SpecKeys.Note.Names());
        var methods = calls.ReadOneOrMore("methods", "method", reader.Required("methods"));
        var text = reader.Text("text", reader.Required("text"))?.Text;
        return text is null ? null : new NoteSpec(methods, text, reader.Text("subject", reader.Optional("subject"))?.Text);
    }
}

/// <summary>A <see cref="Results.TableNote"/> with unresolved names.</summary>
public sealed record NoteSpec(IReadOnlyList<Marked<PluginCall>> Methods, string Text, string? Subject);
