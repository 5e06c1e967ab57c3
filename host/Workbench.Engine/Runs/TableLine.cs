using Workbench.Engine.Model;
using Workbench.Engine.Plugins;
using Workbench.Results;

namespace Workbench.Engine.Runs;

/// <summary>Makes the rows of a table from methods.</summary>
public static class TableLine
{
    /// <summary>The row of a method.</summary>
    /// <param name="method">The method.</param>
    /// <param name="model">The model.</param>
    public static MethodLine From(MethodInstance method, Architecture model) =>
        new(method.Name, null) { Place = Place(method.Call, model) };

    /// <summary>A method's place in the model, for a call with a layer of the model; else null.</summary>
    /// <param name="call">A canonical call.</param>
    /// <param name="model">The model.</param>
    public static MethodPlace? Place(PluginCall call, Architecture model) =>
        call.Layer is { } layer && model.Find(layer) is { } found ? new((call with { Layer = null }).ToString(), layer, found.Index) : null;
}
