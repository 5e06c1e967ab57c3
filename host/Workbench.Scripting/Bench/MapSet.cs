using Workbench.Data;
using Workbench.Engine.Plugins;
using Workbench.Engine.Runs;
using Workbench.Experiments.Figures;
using Workbench.Reporting.Pictures;
using static TorchSharp.torch;

namespace Workbench.Scripting;

/// <summary>The maps of one image, by method and class. Owns the maps until disposed.</summary>
public sealed class MapSet : IDisposable
{
    private readonly Dictionary<(string Method, int Class), Tensor> _maps = [];
    private readonly IReadOnlyList<Method> _methods;
    private readonly IReadOnlyList<string> _names;
    private readonly IReadOnlyList<(int Class, IReadOnlyList<string> Asked)> _classes;
    private readonly string _image, _model;

    internal MapSet(
        string image,
        string model,
        Image picture,
        IReadOnlyList<(Method Method, MethodInstance Instance)> methods,
        IReadOnlyList<string> names,
        TargetMaps maps)
    {
        (_image, _model, Picture, Logits, _classes, _names) = (image, model, picture, [.. maps.Logits], maps.Classes, names);
        _methods = [.. methods.Select(method => method.Method)];
        foreach (var (method, instance) in methods)
            if (maps.FailureOf(instance) is { } failure) Failures[method.Text] = failure;
            else
                foreach (var (asked, _) in maps.Classes)
                    _maps[(method.Text, asked)] = maps.Map(instance, asked).clone().DetachFromDisposeScope();
    }

    /// <summary>The methods, as written in the script.</summary>
    public IReadOnlyList<string> Methods => [.. _methods.Select(method => method.Text)];

    /// <summary>The preprocessed input of the model, as a picture.</summary>
    public Image Picture { get; }

    /// <summary>The model's logits, by class.</summary>
    public IReadOnlyList<double> Logits { get; }

    /// <summary>The classes of the maps, in the order of the targets.</summary>
    public IReadOnlyList<int> Classes => [.. _classes.Select(target => target.Class)];

    /// <summary>Messages of the methods that failed, by the method as written in the script.</summary>
    public Dictionary<string, string> Failures { get; } = new(StringComparer.Ordinal);

    /// <summary>The raw map, [1,1,h,w] on the CPU: signed, at the size of the layer.</summary>
    /// <param name="method">A method, as written in the script.</param>
    /// <param name="class">One of <see cref="Classes"/>; null for the first.</param>
    /// <exception cref="KeyNotFoundException">The map does not exist, or the method failed; the message has the reason.</exception>
    public Tensor this[Method method, int? @class = null] => _maps.TryGetValue((method.Text, @class ?? Classes[0]), out var map)
        ? map
        : throw new KeyNotFoundException(
            Failures.GetValueOrDefault(method.Text)
                ?? $"No map of '{method.Text}' for class {@class ?? Classes[0]}"
                    + NearestName.Hint(method.Text, _methods.Select(asked => asked.Text)));

    /// <summary>Draws all maps on one sheet: a row per class, a column per method.</summary>
    /// <param name="path">The PNG file to write or replace.</param>
    public void Save(string path) =>
        MapSheet.Write(
            path,
            Picture,
            _image,
            _model,
            [.. _methods.Select(method => method.Text)],
            [
                .. _classes.Select(target => new SheetRow(
                    target.Class < _names.Count ? _names[target.Class] : $"class {target.Class}",
                    FormattableString.Invariant($"{string.Join(", ", target.Asked)} · logit {Logits[target.Class]:0.00}"),
                    [
                        .. _methods.Select(method =>
                            _maps.TryGetValue((method.Text, target.Class), out var map) ? MapCopy.From(map) : null),
                    ])),
            ]);

    /// <summary>Frees the maps.</summary>
    public void Dispose()
    {
        foreach (var map in _maps.Values) map.Dispose();
        _maps.Clear();
    }
}
