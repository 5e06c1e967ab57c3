using Workbench.Engine.Plugins;
using Workbench.Specs.Keys;
using Workbench.Specs.Yaml;

namespace Workbench.Specs;

/// <summary>Reads a note <c>{methods: [METHOD], subject: scenes, text: TEXT}</c>.</summary>
internal static class NoteReader
{
    /// <summary>A note; null, with the problem reported, if it cannot be read.</summary>
    public static NoteSpec? Read(KeyContext context, YamlNode node)
    {
        if (node is not YamlMap map)
        {
            context.Problems.Add(node.Mark, $"A note is a mapping {{methods: [METHOD], text: TEXT}}, not {node.Kind}.");
            return null;
        }
        var reader = new MapReader(map, NoteKeys.Mapping, context.Problems, context.Calls);
        var (methods, text) = (reader.Read(NoteKeys.Methods) ?? [], reader.Read(NoteKeys.Text));
        return text is null ? null : new NoteSpec(methods, text.Value, reader.Read(NoteKeys.Subject)?.Value);
    }
}

/// <summary>A <see cref="Results.TableNote"/> with unresolved names.</summary>
public sealed record NoteSpec(IReadOnlyList<Marked<PluginCall>> Methods, string Text, string? Subject);
