using Workbench.Engine.Passes;
using static TorchSharp.torch;

namespace Workbench.Engine.Runs;

/// <summary>An image that maps are asked of.</summary>
public interface IAskedImage
{
    /// <summary>Its name: with the seed it decides random draws.</summary>
    string Name { get; }

    /// <summary>The classes that it is asked about.</summary>
    IReadOnlyList<MapTarget> Targets { get; }

    /// <summary>Columns of the model's input.</summary>
    int Width { get; }

    /// <summary>Rows of the model's input.</summary>
    int Height { get; }

    /// <summary>The model's input, [1,3,H,W], normalised: a tensor of its own for each call.</summary>
    Tensor Input();
}
