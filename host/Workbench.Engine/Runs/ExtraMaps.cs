using Workbench.Engine.Passes;

namespace Workbench.Engine.Runs;

/// <summary>
/// Maps to compute for an image besides those of a grid's cells, such as a figure's. They share the grid's sweeps for this image.
/// </summary>
/// <param name="Requests">The maps. Their methods are in the grid's plan.</param>
/// <param name="Targets">The classes. <paramref name="Requests"/> covers each of them for this image.</param>
/// <param name="First">The default state of the maps.</param>
/// <param name="Take">Receives the maps, which are freed after the call.</param>
public sealed record ExtraMaps(
    IReadOnlyList<MapRequest> Requests,
    IReadOnlyList<MapTarget> Targets,
    ModelState First,
    Action<TargetMaps> Take);
