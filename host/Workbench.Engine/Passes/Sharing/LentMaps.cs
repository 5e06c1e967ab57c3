using static TorchSharp.torch;

namespace Workbench.Engine.Passes.Sharing;

/// <summary>
/// The maps of one method for one image, as given to one call of a metric. They are copies, because other metrics read the same maps at the
/// same time.
/// </summary>
/// <param name="maps">The original maps.</param>
internal sealed class LentMaps(ISampleMaps maps) : ISampleMaps, IDisposable
{
    private readonly LentTensors _lent = new(null);
    private readonly Dictionary<(int Target, ModelState? State), Tensor> _given = [];
    private readonly Lock _gate = new();   // a metric may read from its own threads

    public Sample Sample => maps.Sample;

    public IReadOnlyList<double> Logits => maps.Logits;

    public IReadOnlyList<ModelState> States => maps.States;

    public (int Width, int Height) InputSize => maps.InputSize;

    public IReadOnlyList<double> LogitsIn(ModelState state) => maps.LogitsIn(state);

    public Tensor Map(int target, ModelState? state = null)
    {
        lock (_gate)
            return _given.TryGetValue((target, state), out var given)
                ? given
                : _given[(target, state)] = _lent.Copy(maps.Map(target, state), $"the map of class {target}");
    }

    /// <summary>Checks that every map is unchanged.</summary>
    /// <exception cref="Plugins.PluginFaultException">The metric changed one.</exception>
    public void Check() => _lent.Check();

    public void Dispose() => _lent.Dispose();
}
