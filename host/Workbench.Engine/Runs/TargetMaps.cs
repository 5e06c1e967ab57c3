using Workbench.Engine.Passes;
using Workbench.Engine.Plugins;
using static TorchSharp.torch;

namespace Workbench.Engine.Runs;

/// <summary>One image's maps, by method and class. Owns them until disposed.</summary>
public sealed class TargetMaps : IDisposable
{
    private readonly ImageMaps _maps;
    private readonly ModelState _first;

    internal TargetMaps(ImageMaps maps, ModelState first, IReadOnlyList<MapTarget> targets)
    {
        (_maps, _first) = (maps, first);
        Classes =
        [
            .. targets.GroupBy(
                target => target.Class ?? maps.Targets(target.Kind)[0],
                (asked, same) => (asked, (IReadOnlyList<string>)[.. same.Select(target => target.Text)])),
        ];
    }

    public string Name => _maps.Sample.Id;

    /// <summary>The trained model's logits, by class.</summary>
    public IReadOnlyList<double> Logits => _maps.Logits;

    /// <summary>Each target class once, in the order of the targets, with the texts of its targets.</summary>
    public IReadOnlyList<(int Class, IReadOnlyList<string> Asked)> Classes { get; }

    /// <summary>Why a method has no maps for this image, or null.</summary>
    public string? FailureOf(MethodInstance method) => _maps.FailureOf(method);

    /// <summary>The raw map, [1,1,h,w] on the CPU.</summary>
    /// <param name="method">A method that did not fail.</param>
    /// <param name="class">One of <see cref="Classes"/>.</param>
    /// <param name="state">A planned state; null for the default state.</param>
    public Tensor Map(MethodInstance method, int @class, ModelState? state = null) => _maps.Map(method, state ?? _first, @class);

    /// <summary>The logits in a state, by class.</summary>
    /// <param name="state">A planned state.</param>
    public IReadOnlyList<double> LogitsIn(ModelState state) => _maps.LogitsIn(state);

    /// <summary>Frees the maps.</summary>
    public void Dispose() => _maps.Dispose();
}
