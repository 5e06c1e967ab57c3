using Workbench.Engine.Model.Files.Onnx;

namespace Workbench.Engine.Model.Onnx;

/// <summary>The nodes on which an output depends, each behind those that it reads. The file's order is kept where that allows it.</summary>
internal sealed class GraphOrder
{
    // Of nodes on which the output depends. ResNet-1001 has about 3,500.
    private const int MostNodes = 10_000;

    private readonly OnnxGraph _graph;
    private readonly Dictionary<string, int> _producers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _readers = new(StringComparer.Ordinal);

    /// <summary>Orders the nodes of a graph.</summary>
    /// <param name="model">The model.</param>
    /// <param name="ports">Its input and output.</param>
    /// <exception cref="WeightsException">Nodes form a cycle, compute one value twice, or read a value that no node computes.</exception>
    public GraphOrder(OnnxModel model, GraphPorts ports)
    {
        _graph = model.Graph;
        for (var i = 0; i < _graph.Nodes.Count; i++)
            foreach (var output in _graph.Nodes[i].Outputs.Where(name => name.Length > 0))
                if (output == ports.Input || _graph.Initializers.ContainsKey(output) || !_producers.TryAdd(output, i))
                    throw UnsupportedGraph.Error(_graph.Nodes[i], $"computes {UnsupportedGraph.List([output])}, which exists already");
        if (!_producers.TryGetValue(ports.Output, out var last))
            throw UnsupportedGraph.Error(model.Path, $"no node computes its output {UnsupportedGraph.List([ports.Output])}");
        var live = FindLive(last, ports.Input);
        if (live.Count > MostNodes)
            throw UnsupportedGraph.Error(
                model.Path, $"its output depends on {live.Count} nodes, where at most {MostNodes} are supported");
        Count(live, ports.Output);
        Nodes = Sort(live);
    }

    /// <summary>The nodes in their order.</summary>
    public IReadOnlyList<OnnxNode> Nodes { get; }

    /// <summary>How often nodes of <see cref="Nodes"/> read a value; the graph's output counts as a reader.</summary>
    public int ReadersOf(string value) => _readers.GetValueOrDefault(value);

    private static IEnumerable<string> Inputs(OnnxNode node) => node.Inputs.Where(name => name.Length > 0);

    private IEnumerable<int> Before(int node) =>
        Inputs(_graph.Nodes[node]).Where(_producers.ContainsKey).Select(name => _producers[name]).Distinct();

    private HashSet<int> FindLive(int last, string input)
    {
        var live = new HashSet<int> { last };
        for (var open = new Stack<int>([last]); open.TryPop(out var node);)
        {
            foreach (var name in Inputs(_graph.Nodes[node]))
                if (name != input && !_graph.Initializers.ContainsKey(name) && !_producers.ContainsKey(name))
                    throw UnsupportedGraph.Error(_graph.Nodes[node], $"reads {UnsupportedGraph.List([name])}, which no node computes");
            foreach (var before in Before(node).Where(live.Add)) open.Push(before);
        }
        return live;
    }

    private void Count(HashSet<int> live, string output)
    {
        foreach (var name in live.SelectMany(node => Inputs(_graph.Nodes[node])).Append(output))
            _readers[name] = _readers.GetValueOrDefault(name) + 1;
    }

    private List<OnnxNode> Sort(HashSet<int> live)
    {
        var waiting = live.ToDictionary(node => node, node => Before(node).Count());
        var after = live.SelectMany(node => Before(node).Select(before => (before, node))).ToLookup(pair => pair.before, pair => pair.node);
        var ready = new PriorityQueue<int, int>(waiting.Where(pair => pair.Value == 0).Select(pair => (pair.Key, pair.Key)));
        var sorted = new List<OnnxNode>(live.Count);
        while (ready.TryDequeue(out var node, out _))
        {
            sorted.Add(_graph.Nodes[node]);
            waiting.Remove(node);
            foreach (var next in after[node])
                if (--waiting[next] == 0) ready.Enqueue(next, next);
        }
        return waiting.Count == 0
            ? sorted
            : throw UnsupportedGraph.Error(OnCycle(waiting), "reads its own output through other nodes: a cycle");
    }

    // Every node that waits reads one that waits, so a walk along them ends in a cycle.
    private OnnxNode OnCycle(Dictionary<int, int> waiting)
    {
        var (seen, node) = (new HashSet<int>(), waiting.Keys.Min());
        while (seen.Add(node)) node = Before(node).First(waiting.ContainsKey);
        return _graph.Nodes[node];
    }
}
