namespace Workbench.Engine.Model;

/// <summary>
/// Layers whose parameters are redrawn, each made once for all states of its deviation and seed: at full width half a gigabyte for each
/// pair of them. Those that no pass in progress works with are freed as the next pass begins, so that the batches of a run share theirs.
/// </summary>
internal sealed class RedrawnLayers : IDisposable
{
    private readonly Dictionary<(string Layer, double Sigma, ulong Seed), ChainLayer> _layers = [];
    private readonly HashSet<Passage> _inProgress = [];
    private readonly Lock _gate = new();

    /// <summary>How many are kept.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _layers.Count;
        }
    }

    /// <summary>The layer in a state.</summary>
    /// <param name="layer">Its name.</param>
    /// <param name="state">A state that redraws it.</param>
    /// <param name="draw">Makes it.</param>
    public ChainLayer Of(string layer, ModelState state, Func<ChainLayer> draw)
    {
        lock (_gate)
        {
            var key = (layer, state.Sigma, state.Seed);
            return _layers.TryGetValue(key, out var known) ? known : _layers[key] = draw();
        }
    }

    /// <summary>Begins a pass.</summary>
    /// <param name="states">The states that it works in.</param>
    /// <returns>To be disposed at its end; what is left behind with a plugin that hangs keeps its layers.</returns>
    public IDisposable Begin(IEnumerable<ModelState> states)
    {
        var drawn = states.Where(state => state.RandomiseFrom is not null);
        var pass = new Passage(this, [.. drawn.Select(state => (state.Sigma, state.Seed))]);
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

    /// <summary>Frees them all.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var layer in _layers.Values) Free(layer);
            _layers.Clear();
        }
    }

    private static void Free(ChainLayer layer)
    {
        layer.Weight?.Dispose();
        layer.Bias?.Dispose();
        layer.Dispose();
    }

    private sealed class Passage(RedrawnLayers layers, HashSet<(double Sigma, ulong Seed)> draws) : IDisposable
    {
        public HashSet<(double Sigma, ulong Seed)> Draws => draws;

        public void Dispose()
        {
            lock (layers._gate) layers._inProgress.Remove(this);
        }
    }
}
