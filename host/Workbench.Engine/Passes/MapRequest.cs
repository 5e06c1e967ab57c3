using Workbench.Engine.Plugins;

namespace Workbench.Engine.Passes;

/// <summary>Maps that are asked of a method: what a metric's request comes to, and what a picture or a script asks for.</summary>
/// <param name="Method">The method.</param>
/// <param name="Targets">Which classes of each image.</param>
/// <param name="States">States of the model, each once.</param>
public sealed record MapRequest(MethodInstance Method, TargetKinds Targets, IReadOnlyList<ModelState> States);
