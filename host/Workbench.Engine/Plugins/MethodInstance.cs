using Workbench.Engine.Model;

namespace Workbench.Engine.Plugins;

/// <summary>A method with its options set, ready to plan. Two instances are the same method if they are the same object; the host makes one per name.</summary>
/// <param name="call">The canonical call: id, layer, the options that differ from their defaults, and the steps after it.</param>
/// <param name="plugin">Where it came from.</param>
/// <param name="method">The method.</param>
public sealed class MethodInstance(PluginCall call, PluginDescriptor plugin, IAttributionMethod method)
{
    /// <summary>The canonical call: id, layer, the options that differ from their defaults, and the steps after it.</summary>
    public PluginCall Call { get; } = call;

    /// <summary>The call as text, as tables show it. Equal names are the same method.</summary>
    public string Name { get; } = call.ToString();

    /// <summary>Where it came from.</summary>
    public PluginDescriptor Plugin { get; } = plugin;

    /// <summary>The method.</summary>
    public IAttributionMethod Method { get; } = method;

    /// <summary>The name with every layer under the model's own name for it: <c>gradcam@b5</c> and <c>gradcam@features.29</c> have one.</summary>
    /// <param name="card">The model. A layer that it lacks stays as written: such a method cannot be planned.</param>
    public string NameOn(ModelCard card) => Resolved(card).ToString();

    /// <summary>The same without steps: it seeds random draws, so that a step changes a map by what it does and nothing else.</summary>
    /// <param name="card">The model.</param>
    internal string BaseNameOn(ModelCard card) => (Resolved(card) with { Post = [] }).ToString();

    private PluginCall Resolved(ModelCard card)
    {
        string Own(string layer) => card.Find(layer)?.Name ?? layer;
        var options = new List<KeyValuePair<string, string>>();
        foreach (var (name, value) in Call.Options)
        {
            var layer = Plugin.Options.FirstOrDefault(option => option.Name == name && option.Type == typeof(LayerRef));
            if (layer is null) options.Add(new(name, value));
            else if (Own(value) != Own(layer.Default))
                options.Add(new(name, Own(value))); // the default under another name is the default
        }
        return Call with { Layer = Call.Layer is { } read ? Own(read) : null, Options = options };
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
