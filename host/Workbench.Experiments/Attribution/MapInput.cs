using Workbench.Data;
using Workbench.Engine.Model;
using Workbench.Engine.Model.Files;
using Workbench.Engine.Passes;
using Workbench.Engine.Runs;
using static TorchSharp.torch;

namespace Workbench.Experiments.Attribution;

/// <summary>An input file: a picture, or an array (.npy) that is already normalised.</summary>
/// <param name="Path">The path as given.</param>
/// <param name="Name">The input's name in the output: the file name without extension, made distinct.</param>
internal sealed record MapInput(string Path, string Name)
{
    /// <summary>Whether it is an array, to which no input convention applies.</summary>
    public bool IsArray => string.Equals(System.IO.Path.GetExtension(Path), ".npy", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads the file.</summary>
    /// <param name="convention">Converts a picture to the model's input, and back for display.</param>
    /// <param name="model">The model.</param>
    /// <param name="reading">How orientation and transparency of pictures are handled.</param>
    /// <param name="targets">The classes to explain.</param>
    /// <exception cref="DataException">The file cannot be read, or is too small for the model.</exception>
    public LoadedInput Load(InputConvention convention, Architecture model, PictureReading reading, IReadOnlyList<MapTarget> targets)
    {
        try
        {
            var loaded = IsArray ? LoadArray(convention, targets) : LoadPicture(convention, reading, targets);
            if (model.SizeFault(loaded.Width, loaded.Height) is not { } why) return loaded;
            loaded.Dispose();
            throw new DataException($"'{Path}' {why}. {SizeAdvice(convention, model)}");
        }
        catch (Exception error) when (error is not (DataException or OutOfMemoryException))
        {
            throw new DataException($"'{Path}' cannot be prepared: {error.Message}", error);
        }
    }

    private string SizeAdvice(InputConvention convention, Architecture model)
    {
        var keepsSize = convention.InputSize(1, 1) == (1, 1);
        if (keepsSize) return "Enlarge it, or choose a convention that resizes (--input imagenet).";
        if (IsArray) return "Enlarge it.";
        // The size that the network was made for, if it is known and fits.
        var side = model.InputSize > 0 && model.SizeFault(model.InputSize, model.InputSize) is null
            ? model.InputSize
            : model.MinimumInputSize;
        return $"The input convention '{convention.Name}' gives this size: choose another one, such as "
            + $"--input {convention.SquareName(side)}.";
    }

    private LoadedInput LoadPicture(InputConvention convention, PictureReading reading, IReadOnlyList<MapTarget> targets)
    {
        var image = Image.Load(Path, reading);
        var input = convention.Apply(image);
        return new LoadedInput(this, targets, tensor(input.Chw, [1, 3, input.Height, input.Width]), convention.ToImage(input))
        {
            HasOrientation = image.StoredOrientation > 1, IsTransparent = image.HadTransparency,
        };
    }

    private LoadedInput LoadArray(InputConvention convention, IReadOnlyList<MapTarget> targets)
    {
        var array = NpyFile.Read(Path);
        long[] shape = array.shape;
        if (shape is not [1, 3, > 0, > 0])
        {
            array.Dispose();
            throw new DataException(
                $"The array '{Path}' has shape [{string.Join(',', shape)}] instead of [1,3,H,W]. {ShapeAdvice(shape)}");
        }
        var (height, width) = ((int)shape[^2], (int)shape[^1]);
        using var single = array.to(ScalarType.Float32);
        var values = single.data<float>().ToArray();
        if (!values.All(float.IsFinite)) throw new DataException($"The array '{Path}' holds NaN or infinity.");
        return new LoadedInput(this, targets, array, convention.ToImage(new ModelInput(values, width, height)));
    }

    private static string ShapeAdvice(long[] shape) => shape switch
    {
        _ when shape.Contains(0) => "It is empty.",
        [3, _, _] => "Save array[None].",
        [_, _, 3] => "Channels come first: save array.transpose(2, 0, 1)[None].",
        [1, _, _, 3] => "Channels come first: save array.transpose(0, 3, 1, 2).",
        [> 1, 3, _, _] or [> 1, _, _, 3] => "It holds several inputs: save one input per file.",
        _ => "An input has three channels, before height and width.",
    };
}

/// <summary>An input ready for the model.</summary>
/// <param name="File">The file.</param>
/// <param name="Targets">The classes to explain.</param>
/// <param name="Tensor">[1,3,H,W], normalised, in the precision of the file.</param>
/// <param name="Picture">The model's input as a picture.</param>
internal sealed record LoadedInput(MapInput File, IReadOnlyList<MapTarget> Targets, Tensor Tensor, Image Picture) : IMapImage, IDisposable
{
    /// <summary>The input's name in the output.</summary>
    public string Name => File.Name;

    /// <inheritdoc/>
    public Tensor Input() => Tensor.alias();

    public void Dispose() => Tensor.Dispose();

    /// <summary>Whether the picture has an EXIF orientation other than upright.</summary>
    public bool HasOrientation { get; init; }

    /// <summary>Whether the picture has transparent pixels.</summary>
    public bool IsTransparent { get; init; }

    /// <summary>Width of the model's input in pixels.</summary>
    public int Width => Picture.Width;

    /// <summary>Height of the model's input in pixels.</summary>
    public int Height => Picture.Height;
}
