using System.Numerics;
using Workbench.Engine.Model.Files.Pickle;

namespace Workbench.Engine.Model.Files.PyTorch;

/// <summary>The tensors of what <c>torch.save</c> was given: a state_dict, or a checkpoint that holds one under a usual name.</summary>
internal sealed class StateDictionary
{
    private const int MostWrappers = 3;
    private const string Parallel = "module.";   // what torch.nn.DataParallel puts before every name
    private static readonly string[] s_wrappers = ["state_dict", "model_state_dict", "model"];

    private StateDictionary(OrderedDictionary<string, PickledTensor> tensors, Dictionary<string, string> notes) => (Tensors, Notes) = (tensors, notes);

    /// <summary>Tensors by name, in the file's order.</summary>
    public OrderedDictionary<string, PickledTensor> Tensors { get; }

    /// <summary>Strings and numbers that stand beside them: <c>arch</c>, <c>epoch</c>.</summary>
    public IReadOnlyDictionary<string, string> Notes { get; }

    /// <summary>Finds the tensors.</summary>
    /// <param name="saved">What was saved.</param>
    /// <exception cref="UnreadableException">There are none.</exception>
    public static StateDictionary Of(object? saved)
    {
        var notes = new Dictionary<string, string>(StringComparer.Ordinal);
        var entries = Entries(saved) ?? throw new UnreadableException(saved is PickledTensor ? "it holds one tensor without a name" : "it holds no dictionary of tensors");
        for (var depth = 0; depth <= MostWrappers; depth++)
        {
            foreach (var (name, value) in entries)
                if (value is string or long or BigInteger or double or bool) notes[name] = FormattableString.Invariant($"{value}");
            if (s_wrappers.Select(wrapper => Entries(entries.Find(entry => entry.Name == wrapper).Value)).FirstOrDefault(inner => inner is not null) is not { } wrapped) break;
            entries = wrapped;
        }
        var tensors = entries.Where(entry => TensorOf(entry.Value) is not null).ToList();
        if (tensors.Count == 0) throw new UnreadableException($"it holds no tensor{(entries.Count == 0 ? "" : $", only {string.Join(", ", entries.Take(5).Select(entry => $"'{UnreadableException.Shown(entry.Name)}'"))}")}");
        var prefix = tensors.All(tensor => tensor.Name.StartsWith(Parallel, StringComparison.Ordinal)) ? Parallel.Length : 0;
        return new(new(tensors.Select(tensor => KeyValuePair.Create(tensor.Name[prefix..], TensorOf(tensor.Value)!)), StringComparer.Ordinal), notes);
    }

    private static List<(string Name, object? Value)>? Entries(object? value) => value is PickledDictionary dictionary ? [.. dictionary.Named] : null;

    private static PickledTensor? TensorOf(object? value) => value as PickledTensor ?? (value as PickledBlank)?.Tensor;
}
