using Workbench.Engine.Plugins;
using static TorchSharp.torch;

namespace Workbench.Scripting;

/// <summary>
/// A method as a script names it: a plugin's, written as in specs (<c>id</c>, <c>id@layer</c>, <c>id@layer{option=value}</c>), or one of the script's own. A plugin's is looked up
/// when it runs, so that a rebuilt plugin is the one that answers.
/// </summary>
public sealed class Method
{
    private readonly IAttributionMethod? _own;
    private readonly string _code = "";

    private Method(string text) => Text = text;

    private Method(string text, IAttributionMethod own) : this(text) => (_own, _code) = (own, $"{ScriptCode.Next()}");

    /// <summary>As written.</summary>
    public string Text { get; }

    /// <summary>A plugin's method.</summary>
    /// <param name="text">As in specs.</param>
    public static implicit operator Method(string text) => new(text);

    /// <summary>A method of the script's own.</summary>
    /// <param name="id">Names it in tables; no plugin's id.</param>
    /// <param name="reads">What it reads of the passes.</param>
    /// <param name="map">The raw map, [B,1,h,w], from what it reads; finite, neither resized nor normalised.</param>
    public static Method Define(string id, PassRequest reads, Func<IPass, Tensor> map) => new(id, new Lambda(reads, map));

    /// <summary>A method of the script's own that reads one layer.</summary>
    /// <param name="id">Names it in tables; no plugin's id.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="map">The raw map, [B,1,h,w], from the layer's activation and gradient, both [B,C,h,w].</param>
    /// <param name="rule">How the signal flows back; null for the gradient.</param>
    public static Method Define(string id, LayerRef layer, Func<Tensor, Tensor, Tensor> map, BackwardRule? rule = null) =>
        Define(id, PassRequest.Of(layer, Tap.Both) with { Rule = rule }, pass => map(pass.Activation(layer), pass.Gradient(layer)));

    /// <summary>A method of the script's own that is a class.</summary>
    /// <param name="id">Names it in tables; no plugin's id.</param>
    /// <param name="method">The method.</param>
    public static Method Define(string id, IAttributionMethod method) => new(id, method);

    /// <summary>The same method at another layer; itself where it names one or is the script's own.</summary>
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

    /// <exception cref="PluginCallException">No plugin is called so, or the script's own takes a plugin's name.</exception>
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
        public PassRequest Plan(IModelCard model) => reads;
        public Tensor Attribute(IPass pass) => map(pass);
    }
}
