using Workbench.Engine.Passes;
using static TorchSharp.torch;

namespace Workbench.Engine.Runs;

/// <summary>An image to compute maps of.</summary>
public interface IMapImage
{
    /// <summary>Its name. With the seed it determines the random draws.</summary>
    string Name { get; }

    /// <summary>The classes to compute maps for.</summary>
    IReadOnlyList<MapTarget> Targets { get; }

    /// <summary>Columns of the model's input.</summary>
    int Width { get; }

    /// <summary>Rows of the model's input.</summary>
    int Height { get; }

    /// <summary>The model's input, [1,3,H,W], normalised: a new tensor for each call.</summary>
    Tensor Input();
}
