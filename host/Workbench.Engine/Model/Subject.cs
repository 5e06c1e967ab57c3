using Workbench.Data;

namespace Workbench.Engine.Model;

/// <summary>A model and the data on which it is evaluated.</summary>
/// <param name="Name">The subject's name in tables.</param>
/// <param name="Model">The model.</param>
/// <param name="Input">The convention that turns an image into the model's input.</param>
/// <param name="Data">The images.</param>
public sealed record Subject(string Name, ModelService Model, InputConvention Input, IDataSource Data)
{
    /// <summary>Converts an image to the model's input.</summary>
    /// <exception cref="DataException">The image is too small or too thin for the model; the message names its file.</exception>
    public ModelInput Prepare(Image image)
    {
        var input = Input.Apply(image);
        return Model.Architecture.SizeFault(input.Width, input.Height) is { } why
            ? throw new DataException($"The image {(image.Source is { } file ? $"'{file}' " : "")}{why}.")
            : input;
    }

    /// <summary>Checks that the model has the data's classes in the same order.</summary>
    /// <returns>The first difference as a sentence, or null.</returns>
    public string? Mismatch()
    {
        if (Data.Classes.Count > 0 && Data.Classes.Count != Model.Architecture.Classes)
            return $"The subject '{Name}' is inconsistent: the model has {Model.Architecture.Classes} classes, the data "
                + $"{Data.Classes.Count}.";
        var named = Model.Architecture.Form.Classes;
        if (named.Count > 0 && named.Count != Model.Architecture.Classes)
            return $"The subject '{Name}' is inconsistent: the model has {Model.Architecture.Classes} classes, its card names "
                + $"{named.Count}.";
        var differs = named.Zip(Data.Classes).ToList().FindIndex(pair => pair.First != pair.Second);
        return differs < 0
            ? null
            : $"The subject '{Name}' is inconsistent: class {differs} is '{named[differs]}' in the model "
                + $"and '{Data.Classes[differs]}' in the data. Set the order with 'classes' of the data.";
    }
}
