using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Workbench.Training;

/// <summary>A network in training: its parameters, its forward pass under autograd, and the weights that it amounts to.</summary>
public abstract class TrainableNetwork : IDisposable
{
    /// <summary>Parameters with weight decay: the weights of convolutions and fully connected layers.</summary>
    public abstract IEnumerable<Parameter> DecayedParameters { get; }

    /// <summary>Parameters without weight decay: biases, and the scales and shifts of the normalisation.</summary>
    public abstract IEnumerable<Parameter> UndecayedParameters { get; }

    /// <summary>
    /// The number that losses subtract from the logits. It is above 0 for a network whose logits cannot be negative, and does not change
    /// their order.
    /// </summary>
    public virtual double LogitOffset => 0;

    /// <summary>Changes the network for a stage, before the stage's first step.</summary>
    /// <param name="stage">The stage that begins.</param>
    /// <param name="plan">The plan that it belongs to.</param>
    public virtual void Begin(TrainingStage stage, TrainingPlan plan) { }

    /// <summary>Logits [B, classes] of normalised images [B, 3, H, W].</summary>
    /// <param name="images">Float32 images.</param>
    /// <param name="training">Whether to normalise by the batch's statistics.</param>
    public abstract Tensor Forward(Tensor images, bool training);

    /// <summary>The weights for inference: float32, by torchvision's names. The caller owns them.</summary>
    public abstract Dictionary<string, Tensor> ToPlainWeights();

    /// <inheritdoc/>
    public abstract void Dispose();
}
