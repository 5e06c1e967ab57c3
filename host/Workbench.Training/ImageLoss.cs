using Workbench.Scenes;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Workbench.Training;

/// <summary>The training losses. A loss depends on the classes that an image shows, not on their places.</summary>
public enum ImageLoss
{
    /// <summary>
    /// For images of one class: the sum of the softmax cross-entropies over classes, over kinds and over paints. Kind and paint follow from
    /// the class.
    /// </summary>
    Softmax,

    /// <summary>
    /// For images of one class: the cross-entropy over kinds, which are learned more slowly than paints, plus a little of
    /// <see cref="Softmax"/> to keep the paints.
    /// </summary>
    Kinds,

    /// <summary>For any number of classes in an image: the sigmoid cross-entropies, averaged over images and classes.</summary>
    Sigmoid,
}

/// <summary>Computes the losses.</summary>
internal static class ImageLosses
{
    /// <summary>Weight of <see cref="ImageLoss.Softmax"/> in <see cref="ImageLoss.Kinds"/>. Without it the network loses colour.</summary>
    public const double Reminder = 0.03;

    /// <summary>The loss of a batch, a scalar tensor.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="logits">[B, classes].</param>
    /// <param name="present">[B, classes]: 1 if the image shows the class, else 0.</param>
    public static Tensor Evaluate(this ImageLoss loss, Tensor logits, Tensor present) => loss switch
    {
        ImageLoss.Sigmoid => functional.binary_cross_entropy_with_logits(logits, present),
        ImageLoss.Kinds => KindLoss(logits, present.argmax(1)) + Reminder * SummedLoss(logits, present.argmax(1)),
        _ => SummedLoss(logits, present.argmax(1)),
    };

    // A class is paint · kinds + kind. The probability of a kind or a paint is the sum over its classes.
    private static Tensor KindLoss(Tensor logits, Tensor target) =>
        functional.cross_entropy(Table(logits).logsumexp(1), target.remainder(SceneClasses.KindCount));

    private static Tensor PaintLoss(Tensor logits, Tensor target) =>
        functional.cross_entropy(Table(logits).logsumexp(2), target.div(SceneClasses.KindCount, RoundingMode.floor));

    private static Tensor SummedLoss(Tensor logits, Tensor target) =>
        functional.cross_entropy(logits, target) + KindLoss(logits, target) + PaintLoss(logits, target);

    private static Tensor Table(Tensor logits) => logits.view(logits.shape[0], -1, SceneClasses.KindCount);
}
