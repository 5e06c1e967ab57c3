using Workbench.Engine.Passes;

namespace Workbench.Engine.Runs;

/// <summary>Maps that an image of a grid is asked for beside its cells, such as a figure's: they share the grid's sweeps when the image is computed.</summary>
/// <param name="Requests">The maps; their methods stand in the grid's plan.</param>
/// <param name="Targets">The classes: each is one that <paramref name="Requests"/> covers for this image.</param>
/// <param name="First">The state that maps are of where none is named.</param>
/// <param name="Take">Takes the maps, which go with the call.</param>
public sealed record BesideMaps(
    IReadOnlyList<MapRequest> Requests,
    IReadOnlyList<MapTarget> Targets,
    ModelState First,
    Action<TargetMaps> Take);
