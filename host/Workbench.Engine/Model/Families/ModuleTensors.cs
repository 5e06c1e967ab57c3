using static TorchSharp.torch;

namespace Workbench.Engine.Model.Families;

/// <summary>A file's tensors by torchvision's names, and which of them a network has taken.</summary>
internal sealed class ModuleTensors
{
    private const string BatchCounter = ".num_batches_tracked";   // which training counts
    private const int MostNamed = 6;

    private readonly IReadOnlyDictionary<string, Tensor> _tensors;
    private readonly HashSet<string> _modules;
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    /// <param name="tensors">Tensors by torchvision's names.</param>
    public ModuleTensors(IReadOnlyDictionary<string, Tensor> tensors)
    {
        _tensors = tensors;
        _modules = tensors.Keys.SelectMany(ModulesOf).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Whether the file has a tensor of a module or of a part of it. So a module that lacks one tensor is still seen.</summary>
    public bool Has(string module) => _modules.Contains(module);

    /// <summary>The shape of a tensor; empty if the file does not have it.</summary>
    public long[] ShapeOf(string name) => _tensors.TryGetValue(name, out var tensor) ? tensor.shape : [];

    /// <summary>Takes a tensor of a given shape.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="shape">Its sizes; −1 for any.</param>
    /// <exception cref="FormatException">It is missing, has another shape, or holds no finite floating-point numbers.</exception>
    public Tensor Take(string name, params long[] shape) =>
        TakeIfThere(name, shape) ?? throw new FormatException($"{name} is missing");

    /// <summary>Takes a tensor, or returns null if the file does not have it.</summary>
    /// <inheritdoc cref="Take"/>
    public Tensor? TakeIfThere(string name, params long[] shape)
    {
        if (!_tensors.TryGetValue(name, out var tensor)) return null;
        _taken.Add(name);
        if (tensor.dim() != shape.Length || tensor.shape.Zip(shape).Any(pair => pair.Second >= 0 && pair.First != pair.Second))
            throw new FormatException($"{name} is [{string.Join(',', tensor.shape)}], expected [{
                string.Join(',', shape.Select(size => size < 0 ? "*" : $"{size}"))}]");
        if (!tensor.is_floating_point()) throw new FormatException($"{name} has dtype {tensor.dtype}, expected floating point");
        if (tensor.NumberOfElements == 0) throw new FormatException($"{name} is empty");
        return FiniteNumbers.Are(tensor) ? tensor : throw new FormatException($"{name} holds NaN or infinity");
    }

    // 'a' and 'a.b' of 'a.b.weight'.
    private static IEnumerable<string> ModulesOf(string name)
    {
        for (var dot = name.IndexOf('.'); dot >= 0; dot = name.IndexOf('.', dot + 1)) yield return name[..dot];
    }

    /// <summary>Checks that the network has taken all tensors: one that it ignores would change its outputs.</summary>
    /// <param name="onlyInTraining">Beginnings of the names of tensors that serve training alone.</param>
    /// <exception cref="FormatException">A tensor is left.</exception>
    public void CheckAllTaken(IReadOnlyList<string> onlyInTraining)
    {
        var left = _tensors
            .Keys.Where(name =>
                !_taken.Contains(name)
                && !name.EndsWith(BatchCounter, StringComparison.Ordinal)
                && !onlyInTraining.Any(start => name.StartsWith(start, StringComparison.Ordinal)))
            .Order(StringComparer.Ordinal)
            .Select(UnreadableFileException.Printable)
            .ToList();
        if (left.Count > 0)
            throw new FormatException(
                $"it has no place for "
                + $"{string.Join(", ", left.Take(MostNamed))}{(left.Count > MostNamed ? $" and {left.Count - MostNamed} more" : "")}"
            );
    }
}
