using Workbench.Engine.Plugins;
using Workbench.Specs.Keys;

namespace Workbench.Specs;

/// <summary>The keys of a note about rows.</summary>
internal static class NoteKeys
{
    public static readonly SpecKey<IReadOnlyList<Marked<PluginCall>>> Methods =
        new("methods", CallTypes.MethodOrMethods, "The rows: methods of the table.") { IsRequired = true };

    public static readonly SpecKey<Marked<string>> Text =
        new("text", KeyTypes.Text, "The note, a sentence or two.") { IsRequired = true };

    public static readonly SpecKey<Marked<string>> Subject =
        new("subject", KeyTypes.Text, "Name of the subject that the note applies to; it is not shown for others.") { Default = "any" };

    public static KeyMapping Mapping { get; } = new("a note", Methods, Text, Subject);
}
