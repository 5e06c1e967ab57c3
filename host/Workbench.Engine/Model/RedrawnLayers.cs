namespace Workbench.Engine.Model;

/// <summary>
/// Layers with redrawn parameters, one for all states with the same σ and seed: at full width, half a gigabyte for each such
/// pair. Layers that no current pass uses are freed when the next pass begins, so that the batches of a run share theirs.
/// </summary>
internal sealed class RedrawnLayers : IDisposable
{
    private readonly Dictionary<(string Layer, double Sigma, ulong Seed), NetworkLayer> _layers = [];
    private readonly HashSet<Pass> _inProgress = [];
    private readonly Lock _gate = new();

    /// <summary>Number of layers in memory.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _layers.Count;
        }
    }

    /// <summary>The layer in a state, cached.</summary>
    /// <param name="layer">The layer's name.</param>
    /// <param name="state">A state that redraws it.</param>
    /// <param name="draw">Creates the redrawn layer.</param>
    public NetworkLayer GetOrCreate(string layer, ModelState state, Func<NetworkLayer> draw)
    {
        lock (_gate)
        {
            var key = (layer, state.Sigma, state.Seed);
            return _layers.TryGetValue(key, out var known) ? known : _layers[key] = draw();
        }
    }

    /// <summary>Begins a pass and frees the layers that no current pass uses.</summary>
    /// <param name="states">The states of the pass.</param>
    /// <returns>Ends the pass when disposed. A pass abandoned with a hanging plugin is not disposed and keeps its layers.</returns>
    public IDisposable BeginPass(IEnumerable<ModelState> states)
    {
        var drawn = states.Where(state => state.RandomiseFrom is not null);
        var pass = new Pass(this, [.. drawn.Select(state => (state.Sigma, state.Seed))]);
        lock (_gate)
        {
            _inProgress.Add(pass);
            foreach (var key in _layers.Keys.Where(key => !_inProgress.Any(other => other.Draws.Contains((key.Sigma, key.Seed)))).ToList())
            {
                Free(_layers[key]);
                _layers.Remove(key);
            }
        }
        return pass;
    }

    /// <summary>Frees all layers.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var layer in _layers.Values) Free(layer);
            _layers.Clear();
        }
    }

    private static void Free(NetworkLayer layer)
    {
        layer.Weight?.Dispose();
        layer.Bias?.Dispose();
        layer.Dispose();
    }

    private sealed class Pass(RedrawnLayers layers, HashSet<(double Sigma, ulong Seed)> draws) : IDisposable
    {
        public HashSet<(double Sigma, ulong Seed)> Draws => draws;

        public void Dispose()
        {
            lock (layers._gate) layers._inProgress.Remove(this);
        }
    }
}
