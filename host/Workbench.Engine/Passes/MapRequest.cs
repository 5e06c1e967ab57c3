using Workbench.Engine.Plugins;

namespace Workbench.Engine.Passes;

/// <summary>Maps to compute for one method: those of a metric's request, a figure or a script.</summary>
/// <param name="Method">The method.</param>
/// <param name="Targets">Which classes of each image.</param>
/// <param name="States">States of the model, each once.</param>
public sealed record MapRequest(MethodInstance Method, TargetKinds Targets, IReadOnlyList<ModelState> States);
