namespace Workbench.Engine.Model;

/// <summary>
/// Model states by the names used in figures. They equal the states of a metric over redrawn layers, so that both use the same tensors.
/// </summary>
public static class RandomisedStates
{
    /// <summary>The state whose upper half of the layers with parameters is redrawn.</summary>
    public const string Half = "half";

    /// <summary>The state whose layers are all redrawn.</summary>
    public const string Full = "full";

    /// <summary>The state with the given name.</summary>
    /// <param name="name"><c>trained</c>, <c>half</c>, <c>full</c>, or a layer, which is redrawn with all layers above it.</param>
    /// <param name="model">The model.</param>
    /// <param name="sigma">Standard deviation of the redrawn parameters, above 0.</param>
    /// <param name="seed">Seed of the draws.</param>
    /// <exception cref="UnknownLayerException">The model has no such layer; the message has the nearest name.</exception>
    /// <exception cref="FormatException">Neither the layer nor any above it has parameters.</exception>
    public static ModelState FromName(string name, IArchitecture model, double sigma, ulong seed)
    {
        if (name == ModelState.Trained.Id) return ModelState.Trained;
        var drawn = model.Layers.Where(layer => layer.HasWeight).ToList();
        var lowest = name switch
        {
            Half => drawn[drawn.Count / 2],
            Full => drawn[0],
            _ => drawn.FirstOrDefault(layer => layer.Index >= model[name].Index)
                ?? throw new FormatException($"No layer from '{name}' up has parameters to redraw."),
        };
        return new ModelState(lowest.Name, lowest.Ref, sigma, seed);
    }
}
