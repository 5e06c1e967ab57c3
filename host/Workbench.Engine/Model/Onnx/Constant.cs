using Workbench.Engine.Model.Files.Onnx;
using Workbench.Engine.Model.Operators;
using static TorchSharp.torch;

namespace Workbench.Engine.Model.Onnx;

/// <summary>A constant of a graph. Its elements are read on request, while the model file is open.</summary>
internal sealed class Constant
{
    private const int MostNumbers = 1 << 20;   // that become an array
    private const int Deepest = 64;   // constants that are computed from each other, since they are read by calls inside each other

    private readonly Func<ScalarType, Tensor> _read;
    private readonly Dictionary<string, Constant> _derived = new(StringComparer.Ordinal);

    /// <param name="name">Its name, for messages and aliases.</param>
    /// <param name="shape">Its sizes.</param>
    /// <param name="type">Its dtype.</param>
    /// <param name="read">Reads it in a dtype, on the CPU, in the caller's dispose scope.</param>
    /// <param name="sources">The constants that <paramref name="read"/> reads.</param>
    /// <exception cref="ShapeException">Too many constants are computed from each other.</exception>
    public Constant(
        string name, IReadOnlyList<long> shape, ScalarType type, Func<ScalarType, Tensor> read, params IEnumerable<Constant> sources)
    {
        (Name, Shape, Type, _read) = (name, shape, type, read);
        Depth = 1 + sources.Select(source => source.Depth).DefaultIfEmpty(-1).Max();
        if (Depth > Deepest)
            throw new ShapeException($"ends a chain of more than {Deepest} constants that are computed from each other");
    }

    /// <summary>A tensor of the file.</summary>
    public Constant(string name, OnnxTensor tensor)
        : this(name, tensor.Shape, tensor.Type, type => tensor.Read(type)) { }

    /// <summary>A small tensor that was computed.</summary>
    public static Constant From(string name, Tensor value)
    {
        value.DetachFromDisposeScope();   // the importer's constants are small, and the garbage collector frees them
        return new(name, value.shape, value.dtype, type => value.to(type, copy: true));
    }

    /// <summary>The initializer's name, or that of the value.</summary>
    public string Name { get; }

    /// <summary>Number of constants on the way from the file to it; 0 for a tensor of the file.</summary>
    public int Depth { get; }

    /// <summary>The sizes along each axis.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>The dtype in the file.</summary>
    public ScalarType Type { get; }

    /// <summary>Number of elements.</summary>
    public long Count => ElementCount.Of(Shape);

    /// <summary>Whether its elements are floating point.</summary>
    public bool IsFloating => Type is ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Float32 or ScalarType.Float64;

    /// <summary>Reads it, on the CPU. The caller owns the tensor.</summary>
    public Tensor Read(ScalarType type) => _read(type);

    /// <summary>Its elements as integers.</summary>
    /// <exception cref="ShapeException">They are too many.</exception>
    public long[] Integers()
    {
        CheckCount();
        using var scope = NewDisposeScope();
        return Read(ScalarType.Int64).contiguous().data<long>().ToArray();
    }

    /// <summary>Its elements.</summary>
    /// <exception cref="ShapeException">They are too many.</exception>
    public double[] Numbers()
    {
        CheckCount();
        using var scope = NewDisposeScope();
        return Read(ScalarType.Float64).contiguous().data<double>().ToArray();
    }

    /// <summary>
    /// A function of it, evaluated on request. The same function of the same constant is one constant, so that layers share it.
    /// </summary>
    /// <param name="key">The function's name, with its arguments.</param>
    /// <param name="shape">Sizes of the result.</param>
    /// <param name="function">The function. It may return a view.</param>
    public Constant Derive(string key, IReadOnlyList<long> shape, Func<Tensor, Tensor> function)
    {
        var whole = $"{key}:{string.Join(',', shape)}";
        return _derived.TryGetValue(whole, out var known)
            ? known
            : _derived[whole] = new Constant(Name, shape, Type, type => function(Read(type)).contiguous(), this);
    }

    private void CheckCount()
    {
        if (Count > MostNumbers)
            throw new ShapeException(
                $"has the constant {UnsupportedGraph.List([Name])} of {Count} numbers, where at most {MostNumbers} are supported");
    }
}
