using Workbench.Data;
using Workbench.Engine.Model;
using Workbench.Engine.Model.Files;
using Workbench.Engine.Passes;
using Workbench.Engine.Runs;
using static TorchSharp.torch;

namespace Workbench.Experiments.Attribution;

/// <summary>A file that maps are asked for: a picture, or an array that is the normalised input already.</summary>
/// <param name="Path">As given.</param>
/// <param name="Name">Its name in the output: the file's without extension, made different where two inputs share one.</param>
internal sealed record MapInput(string Path, string Name)
{
    /// <summary>Reads the file.</summary>
    /// <param name="convention">How a picture becomes the model's input, and an input a picture.</param>
    /// <param name="card">The model.</param>
    /// <param name="reading">How a picture's pixels are taken.</param>
    /// <exception cref="DataException">It cannot be read, or is too small for the model; the message names it.</exception>
    /// <param name="targets">The classes that maps are asked for.</param>
    public LoadedInput Load(InputConvention convention, ModelCard card, PictureReading reading, IReadOnlyList<MapTarget> targets)
    {
        try
        {
            var loaded = string.Equals(System.IO.Path.GetExtension(Path), ".npy", StringComparison.OrdinalIgnoreCase)
                ? Array(convention, targets)
                : OfPicture(convention, reading, targets);
            if (card.TooSmall(loaded.Width, loaded.Height) is not { } why) return loaded;
            loaded.Dispose();
            throw new DataException(
                $"'{Path}' {why}. Enlarge it{(convention.InputSize(1, 1) == (1, 1) ? ", or choose a convention that resizes (--input imagenet)" : "")}."
            );
        }
        catch (Exception error) when (error is not (DataException or OutOfMemoryException))
        {
            throw new DataException($"'{Path}' cannot be prepared: {error.Message}", error);
        }
    }

    private LoadedInput OfPicture(InputConvention convention, PictureReading reading, IReadOnlyList<MapTarget> targets)
    {
        var image = Image.Load(Path, reading);
        var input = convention.Apply(image);
        return new LoadedInput(this, targets, tensor(input.Chw, [1, 3, input.Height, input.Width]), convention.Picture(input))
        {
            IsTurned = image.StoredOrientation > 1, IsTransparent = image.HadTransparency,
        };
    }

    private LoadedInput Array(InputConvention convention, IReadOnlyList<MapTarget> targets)
    {
        var array = NpyFile.Read(Path);
        long[] shape = array.shape;
        if (shape is not [1, 3, > 0, > 0])
        {
            array.Dispose();
            throw new DataException(
                $"The array '{Path}' is [{string.Join(',', shape)}], and an input is [1,3,H,W], one file each{(shape is [3, _, _] ? ": save array[None]" : "")}."
            );
        }
        var (height, width) = ((int)shape[^2], (int)shape[^1]);
        using var single = array.to(ScalarType.Float32);
        var values = single.data<float>().ToArray();
        if (!values.All(float.IsFinite)) throw new DataException($"The array '{Path}' holds NaN or infinity.");
        return new LoadedInput(this, targets, array, convention.Picture(new ModelInput(values, width, height)));
    }
}

/// <summary>An input ready for the model.</summary>
/// <param name="File">The file.</param>
/// <param name="Targets">The classes that maps are asked for.</param>
/// <param name="Tensor">[1,3,H,W], normalised, in the precision of the file.</param>
/// <param name="Picture">What the model sees.</param>
internal sealed record LoadedInput(MapInput File, IReadOnlyList<MapTarget> Targets, Tensor Tensor, Image Picture) : IAskedImage, IDisposable
{
    /// <summary>Its name in the output.</summary>
    public string Name => File.Name;

    /// <inheritdoc/>
    public Tensor Input() => Tensor.alias();

    /// <summary>Frees the tensor.</summary>
    public void Dispose() => Tensor.Dispose();

    /// <summary>Whether the picture's file says that it is stored turned.</summary>
    public bool IsTurned { get; init; }

    /// <summary>Whether the picture's file has transparent pixels.</summary>
    public bool IsTransparent { get; init; }

    /// <summary>Columns of the model's input.</summary>
    public int Width => Picture.Width;

    /// <summary>Rows of the model's input.</summary>
    public int Height => Picture.Height;
}
