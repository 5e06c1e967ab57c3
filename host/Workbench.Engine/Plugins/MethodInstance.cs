using Workbench.Engine.Model;

namespace Workbench.Engine.Plugins;

/// <summary>
/// A method with its options set, ready to plan. Instances are compared by reference. The host makes one per name.
/// </summary>
/// <param name="call">The canonical call: id, layer, the options that differ from their defaults, and the post steps.</param>
/// <param name="plugin">The plugin that it came from.</param>
/// <param name="method">The method.</param>
public sealed class MethodInstance(PluginCall call, PluginDescriptor plugin, IAttributionMethod method)
{
    /// <summary>The canonical call: id, layer, the options that differ from their defaults, and the post steps.</summary>
    public PluginCall Call { get; } = call;

    /// <summary>The call as text, as tables show it. Equal names mean the same method.</summary>
    public string Name { get; } = call.ToString();

    /// <summary>The plugin that it came from.</summary>
    public PluginDescriptor Plugin { get; } = plugin;

    public IAttributionMethod Method { get; } = method;

    /// <summary>
    /// The name with each layer under the model's primary name for it, so that <c>gradcam@b5</c> and <c>gradcam@features.29</c> are equal.
    /// </summary>
    /// <param name="model">The model. A layer that it lacks stays as written. Such a method cannot be planned.</param>
    public string NameOn(Architecture model) => Resolved(model).ToString();

    /// <summary>The same name without post steps. It seeds random draws, so that a step does not change the draws.</summary>
    /// <param name="model">The model.</param>
    internal string BaseNameOn(Architecture model) => (Resolved(model) with { Post = [] }).ToString();

    private PluginCall Resolved(Architecture model)
    {
        string Own(string layer) => model.Find(layer)?.Name ?? layer;
        var options = new List<KeyValuePair<string, string>>();
        foreach (var (name, value) in Call.Options)
        {
            var layer = Plugin.Options.FirstOrDefault(option => option.Name == name && option.Type == typeof(LayerRef));
            if (layer is null) options.Add(new(name, value));
            // The default under another name is still the default.
            else if (Own(value) != Own(layer.Default)) options.Add(new(name, Own(value)));
        }
        return Call with { Layer = Call.Layer is { } read ? Own(read) : null, Options = options };
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
