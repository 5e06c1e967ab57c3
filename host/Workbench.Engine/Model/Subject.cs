using Workbench.Data;

namespace Workbench.Engine.Model;

/// <summary>A model with the data it is asked about.</summary>
/// <param name="Name">Names it in tables.</param>
/// <param name="Model">The model.</param>
/// <param name="Input">How an image becomes the model's input.</param>
/// <param name="Data">The images.</param>
public sealed record Subject(string Name, ModelService Model, InputConvention Input, IDataSource Data)
{
    /// <summary>Makes an image the model's input.</summary>
    /// <param name="image">The image.</param>
    /// <exception cref="DataException">It is too small or too thin for the model; the message names its file.</exception>
    public ModelInput Prepare(Image image)
    {
        var input = Input.Apply(image);
        return Model.Card.TooSmall(input.Width, input.Height) is { } why
            ? throw new DataException($"The image {(image.Source is { } file ? $"'{file}' " : "")}{why}.")
            : input;
    }

    /// <summary>Whether the model answers for the data's classes.</summary>
    /// <returns>What is wrong, or null.</returns>
    public string? Mismatch()
    {
        if (Data.Classes.Count > 0 && Data.Classes.Count != Model.Card.Classes)
            return $"The subject '{Name}' does not fit together: the model has {Model.Card.Classes} classes, the data {Data.Classes.Count}.";
        var named = Model.Card.Form.Classes;
        if (named.Count > 0 && named.Count != Model.Card.Classes)
            return $"The subject '{Name}' does not fit together: the model has {Model.Card.Classes} classes, its card names {named.Count}.";
        var differs = named.Zip(Data.Classes).ToList().FindIndex(pair => pair.First != pair.Second);
        return differs < 0
            ? null
            : $"The subject '{Name}' does not fit together: class {differs} is '{named[differs]}' for the model and '{Data.Classes[differs]}' for the data; 'classes' of the data sets the order.";
    }
}
