using Workbench.Engine.Plugins;
using static TorchSharp.torch;

namespace Workbench.Scripting;

/// <summary>
/// A method in a script: a plugin's method, written as in specs (<c>id</c>, <c>id@layer</c>, <c>id@layer{option=value}</c>), or one defined
/// in the script. A plugin's method is looked up at each run, so a run uses the latest build of the plugin.
/// </summary>
public sealed class Method
{
    private readonly IAttributionMethod? _own;
    private readonly string _code = "";

    private Method(string text) => Text = text;

    private Method(string text, IAttributionMethod own) : this(text) => (_own, _code) = (own, $"{ScriptCode.NextId()}");

    /// <summary>The method as written in the script.</summary>
    public string Text { get; }

    /// <summary>A plugin's method, from its text. The text is checked when the method runs.</summary>
    /// <param name="text">The method, written as in specs.</param>
    public static implicit operator Method(string text) => new(text);

    /// <summary>Defines a method in the script.</summary>
    /// <param name="id">Its name in tables. Must differ from the ids of the plugins' methods.</param>
    /// <param name="reads">The activations and gradients that it reads.</param>
    /// <param name="map">Returns the raw map, [B,1,h,w]: finite, neither resized nor normalised.</param>
    public static Method Define(string id, PassRequest reads, Func<IPass, Tensor> map) => new(id, new Lambda(reads, map));

    /// <summary>Defines a method in the script that reads one layer.</summary>
    /// <param name="id">Its name in tables. Must differ from the ids of the plugins' methods.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="map">Returns the raw map, [B,1,h,w], from the layer's activation and gradient, both [B,C,h,w].</param>
    /// <param name="rule">Rule of the backward pass; null for the gradient.</param>
    public static Method Define(string id, LayerRef layer, Func<Tensor, Tensor, Tensor> map, BackwardRule? rule = null) =>
        Define(id, PassRequest.Create(layer, Tap.Both) with { Rule = rule }, pass => map(pass.Activation(layer), pass.Gradient(layer)));

    /// <summary>Defines a method in the script from an implementation of the plugin interface.</summary>
    /// <param name="id">Its name in tables. Must differ from the ids of the plugins' methods.</param>
    /// <param name="method">The method.</param>
    public static Method Define(string id, IAttributionMethod method) => new(id, method);

    /// <summary>The method at a layer; unchanged if it names a layer, takes none, or is defined in the script.</summary>
    internal Method At(string layer, IPluginCatalog catalog)
    {
        if (_own is not null) return this;
        var call = PluginCall.Parse(Text);
        var takesLayer = catalog.Plugins.Any(plugin =>
            plugin.Kind == PluginKind.Method && plugin.Id == call.Id && plugin.Options.Any(option => option.Name == "layer"));
        return takesLayer && call.Layer is null && call.Options.All(option => option.Key != "layer")
            ? new Method((call with { Layer = layer }).ToString())
            : this;
    }

    /// <exception cref="PluginCallException">The method does not exist, or the script's method has the id of a plugin.</exception>
    internal MethodInstance Resolve(IPluginCatalog catalog)
    {
        if (_own is null) return catalog.CreateMethod(ScriptCode.Parse(Text));
        ScriptCode.RequireFree(Text, PluginKind.Method, catalog);
        return new MethodInstance(
            new PluginCall(Text),
            new PluginDescriptor(Text, PluginKind.Method, "defined in a script", false, [], PluginDescriptor.InScript, "") { Code = _code },
            _own);
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    private sealed class Lambda(PassRequest reads, Func<IPass, Tensor> map) : IAttributionMethod
    {
        public PassRequest Plan(IArchitecture model) => reads;
        public Tensor Attribute(IPass pass) => map(pass);
    }
}
