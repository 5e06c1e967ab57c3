using Workbench.Engine.Data;
using Workbench.Engine.Model;

namespace Workbench.Engine.Runs;

/// <summary>A model with the data it is asked about.</summary>
/// <param name="Name">Names it in tables.</param>
/// <param name="Model">The model.</param>
/// <param name="Input">How an image becomes the model's input.</param>
/// <param name="Data">The images.</param>
public sealed record Subject(string Name, ModelService Model, InputConvention Input, IDataSource Data)
{
    /// <summary>Whether the model answers for the data's classes.</summary>
    /// <returns>What is wrong, or null.</returns>
    public string? Mismatch() => Data.Classes.Count > 0 && Data.Classes.Count != Model.Card.Classes
        ? $"The subject '{Name}' does not fit together: the model has {Model.Card.Classes} classes, the data {Data.Classes.Count}."
        : null;
}
