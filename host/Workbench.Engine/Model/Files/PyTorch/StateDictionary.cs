using System.Numerics;
using Workbench.Engine.Model.Files.Pickle;

namespace Workbench.Engine.Model.Files.PyTorch;

/// <summary>The tensors of a saved object: a state_dict, or a checkpoint that holds one under a usual name.</summary>
internal sealed class StateDictionary
{
    private const int MostWrappers = 2;
    private const string Parallel = "module.";   // prefix that torch.nn.DataParallel adds to every name
    private const int LongestNote = 4096;    // characters
    private const int MostNotes = 16 << 20;  // characters in total: one text can be referenced under a million names

    // In order of preference: trained parameters before averaged ones.
    private static readonly string[] s_wrappers =
    [
        "state_dict", "model_state_dict", "model", "net", "network", "params", "weights", "state_dict_ema", "model_ema", "params_ema",
    ];

    private StateDictionary(OrderedDictionary<string, PickledTensor> tensors, Dictionary<string, string> notes) =>
        (ByName, Notes) = (tensors, notes);

    /// <summary>Tensors by name, in the file's order.</summary>
    public OrderedDictionary<string, PickledTensor> ByName { get; }

    /// <summary>Strings and numbers beside the tensors, such as <c>arch</c> and <c>epoch</c>.</summary>
    public IReadOnlyDictionary<string, string> Notes { get; }

    /// <summary>Finds the tensors in an unpickled object.</summary>
    /// <exception cref="UnreadableFileException">It holds no tensors, or too much text.</exception>
    public static StateDictionary FromSavedObject(object? saved)
    {
        if (saved is not PickledDictionary dictionary)
            throw new UnreadableFileException(
                saved is PickledTensor ? "it holds one tensor without a name" : "it holds no dictionary of tensors");
        var notes = new Dictionary<string, string>(StringComparer.Ordinal);
        if (Tensors(dictionary, MostWrappers, notes) is not { } tensors)
        {
            var names = dictionary.NamedEntries.Take(5).Select(entry => $"'{UnreadableFileException.Printable(entry.Name)}'");
            throw new UnreadableFileException(
                $"it holds no tensor{(dictionary.Entries.Count == 0 ? "" : $", only {string.Join(", ", names)}")}");
        }
        var prefix = tensors.All(tensor => tensor.Name.StartsWith(Parallel, StringComparison.Ordinal)) ? Parallel.Length : 0;
        return new(new(tensors.Select(tensor => KeyValuePair.Create(tensor.Name[prefix..], tensor.Tensor)), StringComparer.Ordinal), notes);
    }

    // A dictionary under a usual name takes precedence over tensors beside it, since a checkpoint may store its best score as a tensor.
    private static List<(string Name, PickledTensor Tensor)>? Tensors(
        PickledDictionary dictionary,
        int wrappers,
        Dictionary<string, string> notes)
    {
        var entries = dictionary.NamedEntries.ToList();
        List<(string, PickledTensor)>? found = null;
        foreach (var wrapper in wrappers > 0 ? s_wrappers : [])
            if (
                entries.Find(entry => entry.Name == wrapper).Value is PickledDictionary inner
                && (found = Tensors(inner, wrappers - 1, notes)) is not null)
                break;
        found ??= [.. entries.Where(entry => TensorOf(entry.Value) is not null).Select(entry => (entry.Name, TensorOf(entry.Value)!))];
        if (found.Count == 0) return null;
        foreach (var (name, value) in entries)
            if (Note(value) is { } note) notes[name] = note;
        return notes.Sum(note => (long)note.Key.Length + note.Value.Length) <= MostNotes
            ? found
            : throw new UnreadableFileException($"it has more than {MostNotes >> 20} million characters of text beside its tensors");
    }

    private static string? Note(object? value) => value switch
    {
        string { Length: > LongestNote } text => $"(a text of {text.Length} characters)",
        string text => text,
        long or BigInteger or PickledHugeNumber or double or bool => FormattableString.Invariant($"{value}"),
        _ => null,
    };

    private static PickledTensor? TensorOf(object? value) => value as PickledTensor ?? (value as PickledEmptyTensor)?.Tensor;
}
